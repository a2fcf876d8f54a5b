import Domain
import Foundation
import Storage

/// Sends browsers to a mirror for the bytes of a medium, with an address that is good for a while.
package struct MediaRedirects: Sendable {
    package enum Way: String, CaseIterable, Sendable {
        /// The server sends all bytes itself.
        case local
        /// What a mirror has comes from there.
        case redirect
        /// The same where a CDN stands before the mirror, and for what is not on the disk.
        case auto
    }

    /// Where to go, and for how long that is good.
    package struct Address: Sendable {
        package let url: String
        package let lifetime: Duration
    }

    private let way: Way
    private let store: Store
    private let blobs: BlobStore
    private let ports: [MirrorPort]
    private let lifetime: Duration

    /// - Parameter lifetime: of an address; at most seven days.
    init(_ way: Way, store: Store, blobs: BlobStore, ports: [MirrorPort], lifetime: Duration) {
        self.way = way
        self.store = store
        self.blobs = blobs
        self.ports = ports
        self.lifetime = lifetime
    }

    /// Hosts that browsers may be sent to: `https://media.example.com`.
    package var origins: [String] {
        guard way != .local else { return [] }
        return ports.compactMap { port in
            let address = try? port.mirror.address(of: "", type: nil, disposition: nil, lifetime: lifetime)
            return address.flatMap(URL.init)?.origin
        }
    }

    /// - Parameters:
    ///   - type: of `Content-Type`.
    ///   - disposition: of `Content-Disposition`; nil lets a browser show it.
    /// - Returns: nil when the server sends the bytes itself.
    package func address(of file: MediaFile, type: String, disposition: String?) async throws -> Address? {
        guard way != .local, !ports.isEmpty, let port = try await port(for: file) else { return nil }
        if way == .auto, !port.isFronted, try await blobs.isOnDisk(file.blob) { return nil }
        blobs.noteUse(of: file.blob)
        // What cannot be signed is sent from here.
        let url = try? port.mirror.address(
            of: MirrorCopy.key(of: file.blob), type: type, disposition: disposition, lifetime: lifetime)
        return url.map { Address(url: $0, lifetime: lifetime) }
    }

    /// The mirror that has it, rather the one of its account's region.
    private func port(for file: MediaFile) async throws -> MirrorPort? {
        let copies = try await store.mirrorCopies(of: file.blob).filter { $0.status == .copied }
        let able = ports.filter { port in copies.contains { $0.mirror == port.mirror.name } }
        return try await able.nearest { try await store.preference(of: file.accountID)?.country }
    }
}
