import Crypto
import Domain
import Foundation
import Glibc
import Synchronization

extension BlobStore {
    /// Whether a blob's bytes are what its name says.
    package enum Soundness: Equatable, Sendable {
        case sound, damaged, missing
        /// Nobody has looked since the file was last touched; reading it whole tells.
        case unknown(sizeBytes: Int64)
    }

    /// What is known without reading the bytes.
    package func soundness(of hash: BlobHash) async throws -> Soundness {
        let path = path(of: hash)
        return try await io.run { [verdicts] in
            guard let identity = BlobVerdicts.Identity(of: path) else { return .missing }
            return switch verdicts.verdict(on: hash, identity) {
            case true: .sound
            case false: .damaged
            case nil: .unknown(sizeBytes: identity.sizeBytes)
            }
        }
    }

    /// Reads the bytes and compares them with the name; the verdict is remembered while the file stays as it is. Bytes that the
    /// disk does not give are damaged.
    /// - Parameter bytesPerSecond: nil reads as fast as the disk gives.
    package func examine(_ hash: BlobHash, bytesPerSecond: Int? = nil) async throws -> Soundness {
        let path = path(of: hash)
        guard let identity = try await io.run({ BlobVerdicts.Identity(of: path) }) else { return .missing }
        let isSound: Bool
        do {
            isSound = try await read(path, bytesPerSecond) == hash
        } catch let fault as DiskError where fault.isOfTheFile {
            // It may have been removed since it was looked at.
            if fault.code == ENOENT { return .missing }
            isSound = false
        }
        verdicts.note(hash, identity, isSound: isSound)
        return isSound ? .sound : .damaged
    }

    private func read(_ path: String, _ bytesPerSecond: Int?) async throws -> BlobHash? {
        let reading = try await io.run { try BlobReading(path) }
        while try await io.run({ try reading.readPart() }) {
            guard let bytesPerSecond else { continue }
            try await Task.sleep(for: .seconds(Double(BlobReading.partBytes) / Double(bytesPerSecond)))
        }
        return reading.hash
    }

    /// Examines every blob.
    /// - Parameter bytesPerSecond: nil reads as fast as the disk gives.
    /// - Returns: how many there are, and those whose bytes are others.
    package func verify(bytesPerSecond: Int? = nil) async throws -> (count: Int, damaged: [BlobHash]) {
        var (count, damaged): (Int, [BlobHash]) = (0, [])
        for byte in UInt8.min ... .max {
            for hash in try await blobs(beginningWith: byte) {
                switch try await examine(hash, bytesPerSecond: bytesPerSecond) {
                case .missing: continue  // deleted meanwhile
                case .sound, .unknown: count += 1
                case .damaged:
                    count += 1
                    damaged.append(hash)
                }
            }
        }
        return (count, damaged)
    }

    /// Nil when it is not on the disk.
    package func sizeBytes(of hash: BlobHash) async throws -> Int64? {
        let path = path(of: hash)
        return try await io.run { try Disk.sizeBytes(path) }
    }

    /// Of a file that may become a blob; nil when there is no regular file.
    package func hash(ofFile path: String) async throws -> BlobHash? {
        guard try await io.run({ BlobVerdicts.Identity(of: path) }) != nil else { return nil }
        return try await read(path, nil)
    }
}

/// A file that is read part by part and hashed on the way.
private final class BlobReading: Sendable {
    static let partBytes = 4 << 20

    private let path: String
    private let descriptor: Int32
    private let hasher = Mutex(SHA256())

    init(_ path: String) throws {
        self.path = path
        descriptor = try Disk.open(path, O_RDONLY)
    }

    deinit { close(descriptor) }

    /// - Returns: false at the end.
    func readPart() throws -> Bool {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.partBytes, alignment: 16)
        defer { room.deallocate() }
        var count = Glibc.read(descriptor, room.baseAddress, room.count)
        while count < 0, errno == EINTR { count = Glibc.read(descriptor, room.baseAddress, room.count) }
        guard count >= 0 else { throw Disk.error("read", path) }
        hasher.withLock { $0.update(bufferPointer: UnsafeRawBufferPointer(rebasing: room[..<count])) }
        return count > 0
    }

    var hash: BlobHash? { BlobHash(digest: hasher.withLock { $0.finalize() }) }
}
