import Crypto
import Foundation

/// What a client says that the bytes it sends hash to (tus 1.0, checksum extension).
package struct Checksum: Equatable, Sendable {
    package enum Algorithm: String, CaseIterable, Sendable { case sha1, sha256, md5 }

    package let algorithm: Algorithm
    package let digest: Data

    package init(algorithm: Algorithm, digest: Data) {
        self.algorithm = algorithm
        self.digest = digest
    }
}

/// The bytes that came are not those that the client sent; they were discarded, and may be sent again.
package struct ChecksumMismatch: Error, Equatable, Sendable {}

/// Hashes a request's bytes as they come.
struct RunningChecksum: Sendable {
    private enum Hasher: Sendable {
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
        case md5(Insecure.MD5)
    }

    private var hasher: Hasher
    private let expected: Data

    init(_ checksum: Checksum) {
        expected = checksum.digest
        switch checksum.algorithm {
        case .sha1: hasher = .sha1(Insecure.SHA1())
        case .sha256: hasher = .sha256(SHA256())
        case .md5: hasher = .md5(Insecure.MD5())
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch hasher {
        case .sha1(var running):
            running.update(bufferPointer: bytes)
            hasher = .sha1(running)
        case .sha256(var running):
            running.update(bufferPointer: bytes)
            hasher = .sha256(running)
        case .md5(var running):
            running.update(bufferPointer: bytes)
            hasher = .md5(running)
        }
    }

    var isRight: Bool {
        switch hasher {
        case .sha1(let running): Data(running.finalize()) == expected
        case .sha256(let running): Data(running.finalize()) == expected
        case .md5(let running): Data(running.finalize()) == expected
        }
    }
}
