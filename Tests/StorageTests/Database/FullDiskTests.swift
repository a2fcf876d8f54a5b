import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Storage

/// A full disk must not lock anybody out: what frees room still works.
struct FullDiskTests {
    private let home: Home

    init() throws { home = try Home.temporary() }

    /// With the disk as full as it is told to be.
    private func open(isFull: Bool) throws -> Store {
        try Store(
            path: home.database, migrations: migrationsFolder,
            reserve: DiskReserve(folder: home.path, bytes: isFull ? .max : 0))
    }

    @Test func `leaves the reserve to sign-in, deletion and the ends of tasks`() async throws {
        let roomy = try open(isFull: false)
        let account = try await roomy.someone()
        let file = try await roomy.someFile(of: account.id)
        let running = try await roomy.someTask(of: account.id)
        _ = try await roomy.start(running.id, at: .sample, lease: .sample)
        try roomy.close()

        let store = try open(isFull: true)

        await #expect(throws: StoreError.full) { try await store.submit(.sample(of: account.id)) }
        await #expect(throws: StoreError.full) { try await store.someone() }
        await #expect(throws: StoreError.full) { try await store.add(.sample(of: account.id)) }
        await #expect(throws: StoreError.full) { try await store.rename(file.id, of: account.id, title: "new") }
        await #expect(throws: StoreError.full) { try await store.create(.sample(of: account.id)) }
        try await store.open(.sample(of: account.id), refreshHash: Data(repeating: 1, count: 32))
        #expect(try await store.deleteFile(file.id, of: account.id))
        #expect(try await store.end(running.id, as: .cancelled, at: .sample)?.status == .cancelled)
    }

    @Test func `takes no bytes from the reserve`() async throws {
        let blobs = BlobStore(home: home.path, reserve: DiskReserve(folder: home.path, bytes: .max))

        await #expect(throws: StoreError.full) { _ = try await blobs.newIncomingFile() }

        #expect(try FileManager.default.contentsOfDirectory(atPath: home.incoming).isEmpty)
    }

    /// Others fill a disk to its last byte.
    @Test(.enabled(if: SmallDisk.isPossible, "not everybody may mount a disk"))
    func `gives room to whoever makes room`() async throws {
        let disk = try SmallDisk(mebibytes: 48)
        let store = try Store(path: disk.path + "/greenroom.db", migrations: migrationsFolder)
        let account = try await store.someone()
        let file = try await store.someFile(of: account.id)
        try disk.fill()

        await #expect(throws: StoreError.full) { try await store.submit(.sample(of: account.id)) }
        for number in 1...40 {
            try await store.open(.sample(of: account.id), refreshHash: Data(repeating: UInt8(number), count: 32))
        }
        #expect(try await store.deleteFile(file.id, of: account.id))
        try store.close()
    }
}

/// A disk of its own, in memory.
private final class SmallDisk {
    static let isPossible = (try? SmallDisk(mebibytes: 1)) != nil

    let path: String

    init(mebibytes: Int) throws {
        path = FileManager.default.temporaryDirectory.path + "/small-disk-\(UUID())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m") == 0 else { throw NoDisk(code: errno) }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: path)
    }

    func fill() throws {
        let handle = try #require(fopen(path + "/others", "w"))
        defer { fclose(handle) }
        setvbuf(handle, nil, _IONBF, 0)
        let part = [UInt8](repeating: 1, count: 4096)
        while fwrite(part, 1, part.count, handle) == part.count {}
    }

    private struct NoDisk: Error { let code: Int32 }
}
