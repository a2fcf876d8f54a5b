import Domain
import Foundation

/// Makes a file out of parts that were fetched.
package protocol AssetMaker: Sendable {
    /// What the lock calls it in `by`.
    static var name: String { get }

    /// - Parameters:
    ///   - parts: paths, in the order of the lock's `from`.
    ///   - append: takes the file's bytes, in order.
    static func make(of parts: [String], append: (Data) throws -> Void) throws
}

/// All makers by name.
enum AssetMakers {
    static let all: [String: any AssetMaker.Type] = Dictionary(
        uniqueKeysWithValues: ([JoinedParts.self] as [any AssetMaker.Type]).map { ($0.name, $0) })
}

/// One part behind the other.
enum JoinedParts: AssetMaker {
    static let name = "join"

    static func make(of parts: [String], append: (Data) throws -> Void) throws {
        for part in parts {
            guard let file = FileHandle(forReadingAtPath: part) else { throw CocoaError(.fileNoSuchFile) }
            defer { try? file.close() }
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { try append(piece) }
        }
    }
}

/// Puts a file together anew as a list of `data/models` says: pieces of it, and bytes in between.
struct FileChanges: Decodable {
    private enum Piece: Decodable {
        case kept(offset: UInt64, length: Int)
        case added(Data)

        init(from decoder: any Decoder) throws {
            if var numbers = try? decoder.unkeyedContainer() {
                self = .kept(offset: try numbers.decode(UInt64.self), length: try numbers.decode(Int.self))
            } else {
                self = .added(try decoder.singleValueContainer().decode(Data.self))
            }
        }
    }

    private let pieces: [Piece]

    init(path: String) throws {
        self = try JSONDecoder().decode(FileChanges.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    func apply(to original: String, append: (Data) throws -> Void) throws {
        guard let file = FileHandle(forReadingAtPath: original) else { throw CocoaError(.fileNoSuchFile) }
        defer { try? file.close() }
        for piece in pieces {
            switch piece {
            case .added(let bytes): try append(bytes)
            case .kept(let offset, var length):
                try file.seek(toOffset: offset)
                while length > 0, let bytes = try file.read(upToCount: min(length, 1 << 20)), !bytes.isEmpty {
                    try append(bytes)
                    length -= bytes.count
                }
            }
        }
    }
}
