import Domain
import Foundation
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
}
