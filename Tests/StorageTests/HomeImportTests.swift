import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// A home that moves, whole or not at all.
struct HomeImportTests {
    private let old: Home
    private let new: Home

    init() throws {
        old = try Home.temporary()
        new = try Home.temporary()
    }

    private func fill(_ home: Home) async throws -> (account: Account, blob: BlobHash) {
        let store = try Store(path: home.database, migrations: migrationsFolder)
        try await home.recognise(store)
        _ = try (home.signingKey(), home.secretKeys())
        let account = try await store.someone()
        let blobs = BlobStore(home: home.path)
        let incoming = try await blobs.newIncomingFile()
        try await incoming.write([UInt8](repeating: 7, count: 9 << 20))
        let (hash, size) = try await incoming.finish()
        try await blobs.adopt(incoming.path, as: hash)
        try await store.add(.sample(of: account.id, blob: hash, sizeBytes: size))
        try store.close()
        return (account, hash)
    }

    private func run() async throws -> BackupRestore.Report {
        try await HomeImport(from: old, into: new, migrations: migrationsFolder, program: "1.0").run(
            at: .sample, locks: (target: HomeLock(home: new), source: HomeLock(home: old)))
    }

    @Test func `brings everything into an empty home, and leaves the other as it was`() async throws {
        let (account, blob) = try await fill(old)

        let report = try await run()

        #expect(report.unpacked == 1 && report.missing.isEmpty)
        let store = try Store(path: new.database, migrations: migrationsFolder)
        try await new.recognise(store)
        #expect(try await store.account(account.id)?.email == account.email)
        #expect(try await BlobStore(home: new.path).examine(blob) == .sound)
        #expect(try new.signingKey() == old.signingKey())
        #expect(try await BlobStore(home: old.path).examine(blob) == .sound)
        #expect(try FileManager.default.contentsOfDirectory(atPath: new.incoming).isEmpty)
    }

    @Test func `takes the place of a database without accounts`() async throws {
        let (account, _) = try await fill(old)
        try Store(path: new.database, migrations: migrationsFolder).close()

        let report = try await run()

        #expect(report.formerDatabase != nil)
        let store = try Store(path: new.database, migrations: migrationsFolder)
        #expect(try await store.account(account.id) != nil)
    }

    @Test func `merges nothing, and says why`() async throws {
        _ = try await fill(old)
        let (mine, _) = try await fill(new)

        let error = await #expect(throws: BackupError.self) { try await run() }

        #expect(error?.description.contains("two homes are not merged") == true)
        let store = try Store(path: new.database, migrations: migrationsFolder)
        #expect(try await store.account(mine.id) != nil)
    }

    @Test func `changes nothing when the other home cannot be read to its end`() async throws {
        _ = try await fill(old)
        // SQLite finds a whole database in the write-ahead log alone.
        for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: old.database + end) }
        try Data("no database".utf8).write(to: URL(filePath: old.database))

        await #expect(throws: (any Error).self) { try await run() }

        #expect(!FileManager.default.fileExists(atPath: new.database))
    }

    @Test func `knows network file systems, and that a disk is none`() throws {
        let mounts = """
            36 35 0:42 / /srv rw,noatime master:1 - nfs4 nas:/srv rw
            37 35 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            """

        #expect(NetworkFileSystem.type(ofDevice: "0:42", in: mounts).flatMap(NetworkFileSystem.name(ofType:)) == "NFS")
        #expect(NetworkFileSystem.type(ofDevice: "8:1", in: mounts).flatMap(NetworkFileSystem.name(ofType:)) == nil)
        #expect(NetworkFileSystem.name(ofType: "fuse.sshfs") == "FUSE (sshfs)")
        #expect(NetworkFileSystem.name(at: "/proc") == nil)
        #expect(NetworkFileSystem.name(at: "/nowhere") == nil)
    }

    @Test func `tells by Litestream's files how far it is`() throws {
        #expect(try LitestreamFolder(old).map(\.last) == nil)
        let folder = old.path + "/.greenroom.db-litestream/ltx/0"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["0000000000000001-0000000000000004.ltx", "0000000000000005-000000000000000c.ltx", "other"] {
            try Data().write(to: URL(filePath: "\(folder)/\(name)"))
        }

        let found = try #require(try LitestreamFolder(old))

        #expect(found.last == 12)
        #expect(LitestreamFolder.last(in: "replica/0000/0000000000000001-000000000000000f.ltx") == 15)
        #expect(LitestreamFolder.last(in: "0000000000000001-000000000000000f.ltx.tmp") == nil)
    }
}
