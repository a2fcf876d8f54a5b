import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// A server that starts beside media with the wrong database would take everything in them for nobody's.
struct DatabaseIdentityTests {
    private let home: Home

    init() throws { home = try Home.temporary() }

    private func open() throws -> Store { try Store(path: home.database, migrations: migrationsFolder) }

    private func start() async throws {
        let store = try open()
        do {
            try await home.recognise(store)
        } catch {
            try store.close()
            throw error
        }
        try store.close()
    }

    /// A home that has been in use: a file with its bytes.
    private func fill() async throws -> BlobHash {
        let store = try open()
        try await home.recognise(store)
        let blobs = BlobStore(home: home.path)
        let incoming = try await blobs.newIncomingFile()
        try await incoming.write([1, 2, 3])
        let hash = try await incoming.finish().hash
        try await blobs.adopt(incoming.path, as: hash)
        try await store.add(.sample(of: store.someone().id, blob: hash))
        try store.close()
        return hash
    }

    /// The database and what SQLite keeps beside it.
    private func databaseFiles(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("greenroom.db") }
    }

    private func removeDatabase() throws {
        for name in try databaseFiles(in: home.path) {
            try FileManager.default.removeItem(atPath: "\(home.path)/\(name)")
        }
    }

    private func copyDatabase(from source: String, to target: String) throws {
        for name in try databaseFiles(in: source) {
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
        }
    }

    @Test func `starts again and again with its own database`() async throws {
        _ = try await fill()

        for _ in 0..<3 { try await start() }
    }

    @Test(arguments: ["missing", "emptied", "another's"])
    func `refuses a database that does not know the media`(fault: String) async throws {
        let hash = try await fill()
        try removeDatabase()
        if fault == "emptied" { try Data().write(to: URL(fileURLWithPath: home.database)) }
        if fault == "another's" {
            let other = try DatabaseIdentityTests()
            _ = try await other.fill()
            try copyDatabase(from: other.home.path, to: home.path)
        }

        let error = await #expect(throws: WrongDatabase.self) { try await start() }

        #expect(error?.description.contains(home.database) == true)
        #expect(FileManager.default.fileExists(atPath: BlobStore(home: home.path).path(of: hash)))
    }

    @Test func `refuses an older copy until somebody says that it is meant`() async throws {
        _ = try await fill()
        let copy = try TemporaryFolder()
        try copyDatabase(from: home.path, to: copy.path)
        try await start()
        try removeDatabase()
        try copyDatabase(from: copy.path, to: home.path)

        let error = await #expect(throws: WrongDatabase.self) { try await start() }
        #expect(error?.description.contains("older") == true)

        try FileManager.default.removeItem(atPath: home.media + "/database.json")
        try await start()
        try await start()
    }

    @Test func `a new database beside media is refused also when the mark is gone`() async throws {
        _ = try await fill()
        try removeDatabase()
        try FileManager.default.removeItem(atPath: home.media + "/database.json")

        await #expect(throws: WrongDatabase.self) { try await start() }
    }

    @Test func `a home without media takes any database`() async throws {
        try await start()
        try removeDatabase()

        try await start()
    }
}
