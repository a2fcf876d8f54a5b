import Crypto
import Domain
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// What a studio has after its disk has died.
struct BackupTests {
    private let home: Home
    private let folder: BackupFolder
    private let passphrase = "correct horse battery"

    init() throws {
        home = try Home.temporary()
        folder = BackupFolder(home.backups)
    }

    /// A home with an account, two files with their bytes, secrets and a manifest of an engine.
    private func fill() async throws -> (account: Account, blobs: [BlobHash]) {
        let store = try Store(path: home.database, migrations: migrationsFolder)
        try await home.recognise(store)
        _ = try (home.signingKey(), home.secretKeys())
        try Data("{}".utf8).write(to: URL(filePath: home.engines + "/own.json"))
        #expect(
            FileManager.default.createFile(
                atPath: home.engines + "/own.sh", contents: Data("true".utf8), attributes: [.posixPermissions: 0o755]))
        try FileManager.default.createDirectory(
            atPath: home.engines + "/comfyui", withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: URL(filePath: home.engines + "/comfyui/animate-move.json"))
        let account = try await store.someone()
        var hashes: [BlobHash] = []
        // One ends on a block of a tar archive, one on a chunk of a sealed one.
        for bytes in [[UInt8](repeating: 7, count: 65536 * 3), [1, 2, 3]] {
            let hash = try await Self.keep(bytes, in: BlobStore(home: home.path))
            try await store.add(.sample(of: account.id, blob: hash, sizeBytes: Int64(bytes.count)))
            hashes.append(hash)
        }
        try store.close()
        return (account, hashes)
    }

    private static func keep(_ bytes: [UInt8], in blobs: BlobStore) async throws -> BlobHash {
        let incoming = try await blobs.newIncomingFile()
        try await incoming.write(bytes)
        let hash = try await incoming.finish().hash
        try await blobs.adopt(incoming.path, as: hash)
        return hash
    }

    private func backUp(
        _ media: BackupManifest.Media = .packed, sealed: Bool = true, at moment: Timestamp = .sample,
        mirrors: [any ObjectStore] = []
    ) async throws -> BackupWriter.Result {
        let blobs = BlobStore(home: home.path, source: MirrorSearch(mirrors))
        return try await BackupWriter(home: home, blobs: blobs, logRounds: 4).write(
            BackupWriter.Plan(.manual, media: media, passphrase: sealed ? passphrase : nil, program: "1.0"),
            into: folder, at: moment)
    }

    private func restore(
        _ path: String, to other: Home, passphrase: String? = nil, replacing: Bool = false
    ) async throws -> BackupRestore.Report {
        try await BackupRestore(home: other, blobs: BlobStore(home: other.path), migrations: migrationsFolder).run(
            .file(path), passphrase: passphrase ?? self.passphrase, replacing: replacing, at: .sample,
            lock: HomeLock(home: other))
    }

    @Test func `gives an empty machine the same accounts, files, media, keys and engines`() async throws {
        let (account, blobs) = try await fill()
        let made = try await backUp()
        let other = try Home.temporary()

        let report = try await restore(folder.file(made.name), to: other)

        #expect(report.unpacked == 2 && report.missing.isEmpty && report.formerDatabase == nil)
        let store = try Store(path: other.database, migrations: migrationsFolder)
        try await other.recognise(store)
        #expect(try await store.account(account.id)?.email == account.email)
        for hash in blobs {
            #expect(
                try Data(contentsOf: URL(filePath: BlobStore(home: other.path).path(of: hash)))
                    == Data(contentsOf: URL(filePath: BlobStore(home: home.path).path(of: hash))))
        }
        #expect(try other.signingKey() == home.signingKey())
        #expect(try other.secretKeys().file == home.secretKeys().file)
        #expect(FileManager.default.fileExists(atPath: other.engines + "/comfyui/animate-move.json"))
        // A program that is none any more would leave its engine "not configured".
        #expect(access(other.engines + "/own.sh", X_OK) == 0 && access(other.engines + "/own.json", X_OK) != 0)
        #expect(!FileManager.default.fileExists(atPath: other.path + "/restore"))
    }

    @Test func `is made while others write, and holds what was committed before it began`() async throws {
        let (account, _) = try await fill()
        let store = try Store(path: home.database, migrations: migrationsFolder)
        let writing = Task {
            while !Task.isCancelled { _ = try await store.someFile(of: account.id) }
        }
        let before = try await store.someFile(of: account.id)

        let made = try await backUp(.referenced)
        writing.cancel()
        _ = try? await writing.value
        let other = try Home.temporary()
        _ = try await restore(folder.file(made.name), to: other)

        let restored = try Store(path: other.database, migrations: migrationsFolder)
        #expect(try await restored.file(before.id) == before)
        #expect(try await restored.checkIntegrity() == [])
    }

    @Test func `keeps media from being swept while they are packed`() async throws {
        let (account, blobs) = try await fill()
        let store = try Store(path: home.database, migrations: migrationsFolder)
        let blobStore = BlobStore(home: home.path, settling: .zero)
        for file in try await store.files(of: account.id, kind: nil, page: PageRequest()).items {
            _ = try await store.deleteFile(file.id, of: account.id)
        }
        let sweeper = BlobSweeper(store: store, blobs: blobStore)

        let hold = try await blobStore.hold()
        let whileHeld = try await sweeper.sweepDeleted()
        withExtendedLifetime(hold) {}

        #expect(whileHeld == 0)
        #expect(FileManager.default.fileExists(atPath: blobStore.path(of: blobs[0])))
    }

    @Test func `leaves the secrets out without a passphrase`() async throws {
        _ = try await fill()
        let key = try home.signingKey()

        let made = try await backUp(sealed: false)

        let bytes = try Data(contentsOf: URL(filePath: folder.file(made.name)))
        #expect(bytes.range(of: key) == nil && bytes.range(of: Data("secrets/".utf8)) == nil)
        #expect(!made.manifest.holdsSecrets)
        let report = try await restore(folder.file(made.name), to: try Home.temporary())
        #expect(report.unpacked == 2)
    }

    @Test func `tells nothing of what is inside when it is sealed`() async throws {
        let (account, _) = try await fill()

        let made = try await backUp()

        let bytes = try Data(contentsOf: URL(filePath: folder.file(made.name)))
        #expect(bytes.range(of: Data(account.email.utf8)) == nil && bytes.range(of: Data("greenroom.db".utf8)) == nil)
    }

    @Test(arguments: [true, false])
    func `is refused when any part of it was changed or cut off, and the home stays empty`(sealed: Bool) async throws {
        _ = try await fill()
        let path = folder.file(try await backUp(sealed: sealed).name)
        let whole = try Data(contentsOf: URL(filePath: path))
        let broken = home.path + "/broken"

        for place in stride(from: 200, to: whole.count, by: whole.count / 23) {
            var changed = whole
            changed[place] ^= 0xff
            let isPadding = !sealed && whole[place] == 0
            for (bytes, what) in [(changed, "changed"), (whole.prefix(place), "cut")] {
                if isPadding, what == "changed" { continue }
                try bytes.write(to: URL(filePath: broken))
                let other = try Home.temporary()
                await #expect(throws: BackupError.self, "\(what) at \(place)") { try await restore(broken, to: other) }
                #expect(!FileManager.default.fileExists(atPath: other.database), "\(what) at \(place)")
            }
        }
    }

    @Test func `says that the passphrase is wrong, or needed`() async throws {
        _ = try await fill()
        let path = folder.file(try await backUp().name)

        let wrong = await #expect(throws: BackupError.self) {
            try await restore(path, to: try Home.temporary(), passphrase: "another passphrase")
        }
        let none = #expect(throws: BackupError.self) { try BackupReader(.file(path), passphrase: nil) }

        #expect(wrong?.description.contains("not the one that") == true)
        #expect(none?.description.contains("passphrase is needed") == true)
    }

    @Test func `moves a database aside only when it is told to, and then lets the server start`() async throws {
        let (account, _) = try await fill()
        let path = folder.file(try await backUp(.referenced).name)
        let later = try Store(path: home.database, migrations: migrationsFolder)
        try await home.recognise(later)
        let new = try await later.someone()
        try later.close()

        await #expect(throws: BackupError.self) { try await restore(path, to: home) }
        let report = try await restore(path, to: home, replacing: true)

        #expect(report.present == 2 && report.unpacked == 0)
        let store = try Store(path: home.database, migrations: migrationsFolder)
        try await home.recognise(store)
        #expect(try await store.account(account.id) != nil)
        #expect(try await store.account(new.id) == nil)
        let former = try Store(path: #require(report.formerDatabase), migrations: migrationsFolder)
        #expect(try await former.account(new.id) != nil)
    }

    @Test func `holds media that only a mirror has, and names those that it does not give`() async throws {
        let (_, blobs) = try await fill()
        let (store, mirror) = (BlobStore(home: home.path), MemoryMirror())
        for hash in blobs {
            mirror.place(try Data(contentsOf: URL(filePath: store.path(of: hash))), of: hash)
            try FileManager.default.removeItem(atPath: store.path(of: hash))
        }

        let made = try await backUp(mirrors: [mirror])
        mirror.place(Data([9, 9, 9]), of: blobs[1])
        let spoiled = try await backUp(at: .sample + .seconds(1), mirrors: [mirror])
        mirror.set(down: true)
        let alone = try await backUp(at: .sample + .seconds(2), mirrors: [mirror])

        #expect(made.missing.isEmpty && made.silence == nil)
        let other = try Home.temporary()
        #expect(try await restore(folder.file(made.name), to: other).unpacked == 2)
        for hash in blobs { #expect(try await BlobStore(home: other.path).examine(hash) == .sound) }
        #expect(spoiled.missing == [blobs[1]] && spoiled.silence == nil)
        #expect(Set(alone.missing) == Set(blobs) && alone.silence == "it is out of order")
        // What was fetched for the backup goes with it.
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.incoming).isEmpty)
        for hash in blobs { #expect(try await !store.isOnDisk(hash)) }
    }

    /// Reads of this fail, as those of a file on a disk that dies.
    private func spoil(_ hash: BlobHash) throws {
        let path = BlobStore(home: home.path).path(of: hash)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/proc/self/mem")
    }

    @Test func `a file that cannot be read, or is another, spoils no backup: it comes from a mirror, or is named`()
        async throws
    {
        let (_, blobs) = try await fill()
        let (store, mirror) = (BlobStore(home: home.path), MemoryMirror())
        mirror.place(try Data(contentsOf: URL(filePath: store.path(of: blobs[0]))), of: blobs[0])
        try spoil(blobs[0])
        try Data([9, 9, 9]).write(to: URL(filePath: store.path(of: blobs[1])))

        let made = try await backUp(mirrors: [mirror])
        let alone = try await backUp(at: .sample + .seconds(1))

        #expect(made.missing == [blobs[1]])
        let other = try Home.temporary()
        let report = try await restore(folder.file(made.name), to: other)
        #expect(report.unpacked == 1 && report.missing == [blobs[1]])
        #expect(try await BlobStore(home: other.path).examine(blobs[0]) == .sound)
        #expect(Set(alone.missing) == Set(blobs))
        #expect(try await restore(folder.file(alone.name), to: try Home.temporary()).missing.count == 2)
    }

    /// Looks into folders while a backup is written.
    private struct LookingShelf: BackupShelf {
        let folder: BackupFolder
        let look: @Sendable () throws -> Void

        var place: String { folder.place }
        func makeIfMissing() throws { try folder.makeIfMissing() }
        func list() throws -> [BackupEntry] { try folder.list() }
        func address(of name: BackupName) -> String { folder.address(of: name) }
        func origin(of name: BackupName) -> BackupOrigin { folder.origin(of: name) }
        func begin(_ name: BackupName, expectedBytes: Int64, scratch: String) throws -> any BackupDraft {
            try look()
            return try folder.begin(name, expectedBytes: expectedBytes, scratch: scratch)
        }
        func remove(_ names: [BackupName]) throws { try folder.remove(names) }
        func removeOldDrafts(at moment: Timestamp) throws { try folder.removeOldDrafts(at: moment) }
    }

    @Test func `the copy of the database lies in the home, for its owner alone, and nothing of it stays`() async throws
    {
        _ = try await fill()
        let seen = Mutex<[String: Int]>([:])
        let home = home
        let shelf = LookingShelf(folder: folder) {
            for folder in [home.incoming, home.backups] {
                for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                    let facts = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
                    seen.withLock { $0["\(folder)/\(name)"] = (facts[.posixPermissions] as? Int) }
                }
            }
        }
        // What a kill has left.
        try Data("all accounts".utf8).write(to: URL(filePath: home.incoming + "/backup-1.db"))
        try Data("all accounts".utf8).write(to: URL(filePath: home.incoming + "/backup-1.db-journal"))

        _ = try await BackupWriter(home: home, blobs: BlobStore(home: home.path), logRounds: 4).write(
            BackupWriter.Plan(.manual, passphrase: passphrase, program: "1.0"), into: shelf, at: .sample)

        let found = seen.withLock { $0 }
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.key.hasPrefix(home.incoming + "/backup-") && $0.value == 0o600 })
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.incoming).isEmpty)
    }

    @Test func `a server that starts leaves the copy of a backup that is being made, and no other`() async throws {
        let used = try DatabaseCopyPlace(in: home.incoming)
        try Data().write(to: URL(filePath: used.path + "-journal"))
        try Data().write(to: URL(filePath: home.incoming + "/backup-1.db"))
        let part = try FileByteSink(path: home.incoming + "/backup-part-1")
        try part.hold()
        try Data().write(to: URL(filePath: home.incoming + "/backup-part-2"))

        try await BlobStore(home: home.path).discardLeftovers()

        let name = (used.path as NSString).lastPathComponent
        let left = Set(try FileManager.default.contentsOfDirectory(atPath: home.incoming))
        #expect(left == [name, name + "-journal", "backup-part-1"])
        withExtendedLifetime(part) {}
    }

    @Test func `a backup without a database is none`() throws {
        try folder.makeIfMissing()
        let path = folder.file(BackupName(madeAt: .sample, isSealed: false))
        let sink = try FileByteSink(path: path)
        let manifest = BackupManifest(
            program: "1.0", createdAt: .sample, reason: .manual, migrations: [], databaseID: nil, generation: nil,
            databaseBytes: 0, media: .referenced, blobs: 0, blobBytes: 0, accounts: 0, holdsSecrets: false)
        let bytes = try JSONEncoder().encode(manifest)
        let sum = try #require(BlobHash(digest: SHA256.hash(data: bytes)))
        let tar = TarWriter(sink)
        try tar.add(bytes, as: "backup.json", modifiedAt: .sample)
        try tar.add(Data("\(sum.hex)  backup.json\n".utf8), as: "SHA256SUMS", modifiedAt: .sample)
        try tar.finish()

        let error = #expect(throws: BackupError.self) { try BackupReader(.file(path), passphrase: nil).verify() }

        #expect(error?.description.contains("greenroom.db is missing") == true)
    }

    @Test func `plain copies that earlier versions left beside sealed backups go with the next pruning`() throws {
        try folder.makeIfMissing()
        let name = BackupName(madeAt: .sample, isSealed: true).text
        for ending in [".part", ".part.db", ".part.db-journal"] {
            try Data().write(to: URL(filePath: "\(home.backups)/\(name)\(ending)"))
        }

        try folder.removeOldDrafts(at: .sample + .seconds(3600))
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.backups).count == 3)
        try folder.removeOldDrafts(at: .sample + .seconds(50 * 3600))

        #expect(try FileManager.default.contentsOfDirectory(atPath: home.backups).isEmpty)
    }

    @Test func `names what neither the backup nor the home has`() async throws {
        let (_, blobs) = try await fill()
        let path = folder.file(try await backUp(.referenced).name)
        let other = try Home.temporary()

        let rehearsed = try await BackupRestore(
            home: other, blobs: BlobStore(home: other.path), migrations: migrationsFolder
        ).rehearse(.file(path), passphrase: passphrase, in: other.path + "/rehearsal")

        #expect(Set(rehearsed.missing) == Set(blobs) && rehearsed.missingBytes == 65536 * 3 + 3)
        #expect(!FileManager.default.fileExists(atPath: other.database))
        #expect(!FileManager.default.fileExists(atPath: other.path + "/rehearsal"))
    }

    @Test func `is not restored by a version that does not know its schema`() async throws {
        _ = try await fill()
        let path = folder.file(try await backUp().name)
        let older = home.path + "/older"
        try FileManager.default.createDirectory(atPath: older, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: migrationsFolder).sorted().dropLast() {
            try FileManager.default.copyItem(atPath: "\(migrationsFolder)/\(name)", toPath: "\(older)/\(name)")
        }
        let other = try Home.temporary()

        let error = await #expect(throws: BackupError.self) {
            try await BackupRestore(home: other, blobs: BlobStore(home: other.path), migrations: older).run(
                .file(path), passphrase: passphrase, replacing: false, at: .sample, lock: HomeLock(home: other))
        }

        #expect(error?.description.contains("newer version") == true)
        #expect(!FileManager.default.fileExists(atPath: other.database))
    }

    @Test func `needs room before it changes anything`() async throws {
        _ = try await fill()
        let path = folder.file(try await backUp().name)
        let other = try Home.temporary()
        let full = BlobStore(home: other.path, reserve: DiskReserve(folder: other.path, bytes: .max))

        let error = await #expect(throws: BackupError.self) {
            try await BackupRestore(home: other, blobs: full, migrations: migrationsFolder).run(
                .file(path), passphrase: passphrase, replacing: false, at: .sample, lock: HomeLock(home: other))
        }

        #expect(error?.description.contains("not enough room") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.media).isEmpty)
    }

    @Test func `is made by itself before the schema changes, and only then`() async throws {
        let older = home.path + "/older"
        try FileManager.default.createDirectory(atPath: older, withIntermediateDirectories: true)
        let names = try FileManager.default.contentsOfDirectory(atPath: migrationsFolder).sorted()
        for name in names.dropLast() {
            try FileManager.default.copyItem(atPath: "\(migrationsFolder)/\(name)", toPath: "\(older)/\(name)")
        }
        func open(_ migrations: String) throws {
            try Store(path: home.database, migrations: migrations) {
                try RestorePoint.make(in: home, program: "2.0", at: .sample)
            }.close()
        }

        try open(older)
        try open(older)
        #expect(try folder.list().isEmpty)
        try open(migrationsFolder)

        let point = try #require(try folder.list().first)
        #expect(point.name.isBeforeUpgrade)
        let manifest = try BackupReader(.file(folder.file(point.name)), passphrase: nil).manifest
        #expect(manifest.migrations == names.dropLast().map { String($0.dropLast(4)) })
    }

    @Test func `leaves an old schema alone when no restore point can be made`() throws {
        let older = home.path + "/older"
        try FileManager.default.createDirectory(atPath: older, withIntermediateDirectories: true)
        let names = try FileManager.default.contentsOfDirectory(atPath: migrationsFolder).sorted()
        for name in names.dropLast() {
            try FileManager.default.copyItem(atPath: "\(migrationsFolder)/\(name)", toPath: "\(older)/\(name)")
        }
        try Store(path: home.database, migrations: older).close()
        try Data().write(to: URL(filePath: home.backups))  // a file where the folder should be

        #expect(throws: BackupError.self) {
            try Store(path: home.database, migrations: migrationsFolder) {
                try RestorePoint.make(in: home, program: "2.0", at: .sample)
            }
        }

        try Store(path: home.database, migrations: older).close()
    }
}
