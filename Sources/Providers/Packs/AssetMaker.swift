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
        uniqueKeysWithValues: ([JoinedParts.self, NumpyArrays.self, WhisperWeights.self] as [any AssetMaker.Type]).map {
            ($0.name, $0)
        })
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

/// The bare numbers of an archive of arrays, one behind the other in the order of their names (NumPy's format version
/// 1.0, `numpy/lib/format.py`).
enum NumpyArrays: AssetMaker {
    static let name = "numpy"

    static func make(of parts: [String], append: (Data) throws -> Void) throws {
        for part in parts {
            let archive = try WheelArchive(path: part)
            for name in archive.names.sorted() {
                var bytes = Data()
                try archive.read(name) { bytes.append(contentsOf: $0) }
                guard bytes.count >= 10, bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]) else {
                    throw WheelArchive.Broken(description: "\(name) is no array")
                }
                let head = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
                try append(bytes.dropFirst(head))
            }
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
