import Crypto
import Foundation
import Glibc

/// What somebody must know who makes a server without accounts another one: a backup brings programs that the server runs,
/// so it is not enough to be the first who finds the server. It is in a file that only whoever runs the server can read.
package struct SetupCode: Sendable {
    /// Without letters and digits that look alike.
    private static let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    private let home: Home

    package init(_ home: Home) { self.home = home }

    private var path: String { home.path + "/setup-code" }

    /// Makes it when there is none.
    /// - Throws: ``DiskError``, ``StoreError/full``.
    package func matches(_ text: String) throws -> Bool {
        if try Disk.sizeBytes(path) == nil { try make() }
        let code = try String(decoding: Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        // Digests are compared in a time that does not depend on where they differ.
        return Self.digest(code) == Self.digest(text)
    }

    package func remove() { unlink(path) }

    private func make() throws {
        let groups = (0..<4).map { _ in String((0..<4).compactMap { _ in Self.letters.randomElement() }) }
        try home.makeSecret(path, Array((groups.joined(separator: "-") + "\n").utf8))
    }

    private static func digest(_ text: String) -> SHA256.Digest {
        SHA256.hash(data: Data(text.uppercased().filter { $0.isLetter || $0.isNumber }.utf8))
    }
}
