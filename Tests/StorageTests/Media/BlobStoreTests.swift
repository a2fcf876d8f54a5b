import Crypto
import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Storage

struct BlobStoreTests {
    private let home: Home
    private let blobs: BlobStore
    private let store: Store
    private let sweeper: BlobSweeper

    init() throws {
        home = try Home.temporary()
        blobs = BlobStore(home: home.path, settling: .zero)
        store = try Store(path: home.database, migrations: migrationsFolder)
        sweeper = BlobSweeper(store: store, blobs: blobs)
    }

    private func receive(_ bytes: [UInt8], in blobs: BlobStore) async throws -> BlobHash {
        let incoming = try await blobs.newIncomingFile()
        try await incoming.write(bytes)
        let hash = try await incoming.finish().hash
        try await blobs.adopt(incoming.path, as: hash)
        return hash
    }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
    }

    @Test func `stores under its SHA-256 exactly what came, in whatever pieces`() async throws {
        var bytes: [UInt8] = []
        let incoming = try await blobs.newIncomingFile()
        for length in [0, 1, 63, 64, 65, 4096, 100_000, 2_000_000] {
            let piece = (0..<length).map { _ in UInt8.random(in: 0 ... .max) }
            bytes += piece
            if length.isMultiple(of: 2) {
                try await incoming.write(piece)
            } else {
                try await incoming.write(Data(piece))
            }
        }

        let (hash, sizeBytes) = try await incoming.finish()
        try await blobs.adopt(incoming.path, as: hash)

        #expect(sizeBytes == Int64(bytes.count))
        #expect(hash == BlobHash(digest: SHA256.hash(data: bytes)))
        #expect(blobs.path(of: hash) == "\(home.path)/media/\(hash.hex.prefix(2))/\(hash.hex)")
        #expect(FileManager.default.contents(atPath: blobs.path(of: hash)) == Data(bytes))
        #expect(try names(home.incoming).isEmpty)
    }

    @Test func `takes a slice, not the array it is cut from`() async throws {
        let incoming = try await blobs.newIncomingFile()
        try await incoming.write(Array("a hello b".utf8)[2..<7])

        #expect(try await incoming.finish().hash == BlobHash(digest: SHA256.hash(data: Data("hello".utf8))))
    }

    @Test func `keeps equal bytes once, also when they come at once`() async throws {
        let hashes = try await withThrowingTaskGroup(of: BlobHash.self) { group in
            for _ in 0..<8 { group.addTask { try await receive([1, 2, 3], in: blobs) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(Set(hashes).count == 1)
        #expect(FileManager.default.contents(atPath: blobs.path(of: hashes[0])) == Data([1, 2, 3]))
        #expect(try names(home.media).count == 1)
        #expect(try names(home.incoming).isEmpty)
    }

    @Test func `heals a blob that lost its end`() async throws {
        let hash = try await receive([1, 2, 3], in: blobs)
        truncate(blobs.path(of: hash), 1)

        _ = try await receive([1, 2, 3], in: blobs)

        #expect(FileManager.default.contents(atPath: blobs.path(of: hash)) == Data([1, 2, 3]))
    }

    @Test func `lets nobody else read what is stored`() async throws {
        let hash = try await receive([1], in: blobs)
        let mode = try FileManager.default.attributesOfItem(atPath: blobs.path(of: hash))[.posixPermissions] as? Int

        #expect(mode == 0o600)
    }

    @Test func `leaves nothing of an upload that was broken off`() async throws {
        let discarded = try await blobs.newIncomingFile()
        try await discarded.write([1, 2, 3])
        await discarded.discard()
        #expect(try names(home.incoming).isEmpty)

        do {
            let dropped = try await blobs.newIncomingFile()
            try await dropped.write([1, 2, 3])
        }
        // It removes itself on its own thread: go round all of them.
        for _ in 0..<4 { try await blobs.io.run {} }
        #expect(try names(home.incoming).isEmpty)
    }

    @Test func `says that the disk is full and leaves no partial file`() async throws {
        let path = blobs.temporaryPath()
        try Data().write(to: URL(fileURLWithPath: path))
        let full = IncomingFile(
            path: path, descriptor: try Disk.open("/dev/full", O_WRONLY), queue: blobs.io.queue())

        try await full.write([1, 2, 3])
        await #expect(throws: StoreError.full) { try await full.finish() }

        #expect(try names(home.incoming).isEmpty)
        await #expect(throws: StoreError.full) { try await full.write([4]) }
    }

    @Test func `sweeps what a killed process left in incoming`() async throws {
        try Data([1]).write(to: URL(fileURLWithPath: blobs.temporaryPath()))
        try Data([2]).write(to: URL(fileURLWithPath: blobs.temporaryPath()))

        try await blobs.discardLeftovers()

        #expect(try names(home.incoming).isEmpty)
    }

    @Test func `sweeps the bytes of deleted files and leaves those of the others`() async throws {
        let account = try await store.someone()
        var files: [MediaFile] = []
        for number in 0..<10 {
            let file = MediaFile.sample(of: account.id, blob: try await receive([UInt8(number)], in: blobs))
            try await store.add(file)
            files.append(file)
        }
        for file in files.prefix(4) { _ = try await store.deleteFile(file.id, of: account.id) }

        #expect(try await sweeper.sweepDeleted() == 4)
        #expect(try await sweeper.sweepDeleted() == 0)

        for (number, file) in files.enumerated() {
            #expect(FileManager.default.fileExists(atPath: blobs.path(of: file.blob)) == (number >= 4))
        }
    }

    @Test func `puts bytes without a row aside for a week`() async throws {
        let account = try await store.someone()
        let stray = try await receive([1], in: blobs)
        let known = MediaFile.sample(of: account.id, blob: try await receive([2], in: blobs))
        try await store.add(known)

        #expect(try await sweeper.putStraysAside(at: .sample) == [stray])

        #expect(!FileManager.default.fileExists(atPath: blobs.path(of: stray)))
        #expect(FileManager.default.fileExists(atPath: blobs.path(of: known.blob)))
        let week = Duration.seconds(7 * 24 * 3600)
        try await blobs.dropQuarantined(at: .sample + week)
        #expect(try await blobs.quarantined().map(\.hash) == [stray])
        try await blobs.dropQuarantined(at: .sample + week + .milliseconds(1))
        #expect(try await blobs.quarantined().isEmpty)
        #expect(try names(home.quarantine).isEmpty)
    }

    @Test func `takes bytes back whose row has come back`() async throws {
        let account = try await store.someone()
        let stray = try await receive([1], in: blobs)
        _ = try await sweeper.putStraysAside(at: .sample)
        #expect(try await sweeper.takeBackKnown() == 0)
        try await store.add(.sample(of: account.id, blob: stray))

        #expect(try await sweeper.takeBackKnown() == 1)

        #expect(FileManager.default.contents(atPath: blobs.path(of: stray)) == Data([1]))
        #expect(try names(home.quarantine).isEmpty)
    }

    @Test func `finds a blob whose bytes are others, and heals it when they come again`() async throws {
        let hash = try await receive([1, 2, 3], in: blobs)
        _ = try await receive([4], in: blobs)
        #expect(try await blobs.verify().damaged.isEmpty)
        try Data([1, 2, 4]).write(to: URL(fileURLWithPath: blobs.path(of: hash)))

        let found = try await blobs.verify()
        _ = try await receive([1, 2, 3], in: blobs)

        #expect(found.count == 2 && found.damaged == [hash])
        #expect(try await blobs.verify().damaged.isEmpty)
    }

    @Test func `never takes the bytes of an upload whose row is still to come`() async throws {
        let blobs = BlobStore(home: home.path)
        let sweeper = BlobSweeper(store: store, blobs: blobs)
        let account = try await store.someone()
        let first = MediaFile.sample(of: account.id, blob: try await receive([1, 2, 3], in: self.blobs))
        try await store.add(first)
        _ = try await store.deleteFile(first.id, of: account.id)
        #expect(try await store.unreferencedBlobs(limit: 1) == [first.blob])

        let hash = try await receive([1, 2, 3], in: blobs)
        #expect(hash == first.blob)
        #expect(try await sweeper.sweepDeleted() == 0)
        #expect(try await sweeper.putStraysAside(at: .sample) == [])
        #expect(try await !blobs.remove(hash))
        try await store.add(.sample(of: account.id, blob: hash))

        #expect(FileManager.default.contents(atPath: blobs.path(of: hash)) == Data([1, 2, 3]))
    }
}
