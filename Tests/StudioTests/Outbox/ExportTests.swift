import Domain
import Foundation
import Logging
import Storage
import TestSupport
import Testing

@testable import Studio

/// What is known of somebody, for them and for nobody else.
@Suite struct ExportTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let client = Client(address: "192.0.2.1", userAgent: "a browser")

    private var store: Store { house.store }
    private var home: Home { house.home }
    private var blobs: BlobStore { house.blobs }
    private var accounts: Accounts { house.accounts }
    private var exports: Exports { house.privacy.exports }

    init() throws { house = try TestHouse(now: clock.now) }

    private var archivist: Archivist {
        Archivist(store: store, blobs: blobs, home: home, logger: Logger(label: "test"), now: clock.now)
    }

    private var outbox: Outbox {
        Outbox(store: store, handlers: [archivist], logger: Logger(label: "test"), now: clock.now, chance: { 0.5 })
    }

    /// - Returns: false when no archive waits.
    private func makeOne() async throws -> Bool { try await outbox.carryOutOne(archivist) }

    private func someone(_ email: String) async throws -> Account {
        try await accounts.register(email: email, password: "correct horse", name: "Kim", client: client).account
    }

    /// With bytes.
    private func addFile(_ content: String, to account: Account) async throws -> MediaFile {
        let path = blobs.temporaryPath()
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        let hash = try await BlobHash(ofFile: path, on: blobs.io)
        try await blobs.adopt(path, as: hash)
        let file = MediaFile.sample(of: account.id, blob: hash, sizeBytes: Int64(content.utf8.count))
        try await store.add(file)
        return file
    }

    private func contents(of id: ExportID) async throws -> ZipContents {
        let (export, path) = try await exports.archive(id)
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(export.sizeBytes == Int64(bytes.count))
        return try #require(ZipContents(bytes))
    }

    @Test func `an archive holds all of its owner's and nothing of anybody else's, and no secret`() async throws {
        let (kim, lee) = (try await someone("kim@example.org"), try await someone("lee@example.org"))
        let own = try await addFile("a picture of Kim", to: kim)
        _ = try await addFile("a picture of Lee", to: lee)
        let task = try await store.someTask(of: kim.id)

        let asked = try await exports.request(for: kim, client: client)
        #expect(try await makeOne())

        let zip = try await contents(of: asked.id)
        #expect(zip.files["media/\(own.id).png"] == Array("a picture of Kim".utf8))
        #expect(zip.files.keys.filter { $0.hasPrefix("media/") }.count == 1)
        #expect(try zip.json("account.json").first?["email"] as? String == "kim@example.org")
        #expect(try zip.json("sessions.json").first?["address"] as? String == "192.0.2.1")
        #expect(try zip.json("tasks.json").map { $0["id"] as? String } == [task.id.rawValue])
        #expect(try zip.json("deeds.json").contains { $0["action"] as? String == "user.register" })
        #expect(Set(zip.files.keys.filter { !$0.contains("/") }).count == PersonalRecord.allCases.count)
        let text = zip.files.values.map { String(decoding: $0, as: UTF8.self) }.joined()
        #expect(!text.contains("lee@example.org") && !text.contains("Lee") && !text.contains("scrypt"))
    }

    @Test func `long lists come whole`() async throws {
        let kim = try await someone("kim@example.org")
        for _ in 0..<401 { try await store.add(MediaFile.sample(of: kim.id)) }

        let asked = try await exports.request(for: kim, client: client)
        #expect(try await makeOne())

        let files = try await contents(of: asked.id).json("files.json")
        #expect(Set(files.compactMap { $0["id"] as? String }).count == 401)
    }

    @Test func `asking again waits for the same archive, and later gives a new one in its place`() async throws {
        let kim = try await someone("kim@example.org")
        let first = try await exports.request(for: kim, client: client)
        #expect(try await exports.request(for: kim, client: client) == first)
        #expect(try await makeOne())
        #expect(try await !makeOne())

        let second = try await exports.request(for: kim, client: client)
        #expect(second.id != first.id)
        try await exports.sweep()

        #expect(try FileManager.default.contentsOfDirectory(atPath: home.exports).isEmpty)
        await #expect(throws: StudioError.notFound("export")) { _ = try await exports.archive(first.id) }
    }

    @Test func `an archive that a killed server had begun is made whole`() async throws {
        let kim = try await someone("kim@example.org")
        let asked = try await exports.request(for: kim, client: client)
        _ = try await store.claim(.export, at: clock.now(), until: clock.now() + .seconds(3600))
        _ = try await store.beginExport(asked.id)
        try Data("half".utf8).write(to: URL(fileURLWithPath: home.exportDraft(asked.id)))

        let running = Task { try await outbox.run() }
        while try await exports.get(asked.id, of: kim.id).status != .ready { await Task.yield() }
        running.cancel()
        try await running.value

        #expect(try await contents(of: asked.id).files["account.json"] != nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.exports) == ["\(asked.id).zip"])
    }

    @Test func `an archive is its owner's alone, and for a week`() async throws {
        let (kim, lee) = (try await someone("kim@example.org"), try await someone("lee@example.org"))
        let asked = try await exports.request(for: kim, client: client)
        #expect(try await makeOne())
        await #expect(throws: StudioError.notFound("export")) { _ = try await exports.get(asked.id, of: lee.id) }

        clock.advance(by: .seconds(7 * 24 * 3600))
        await #expect(throws: StudioError.notFound("export")) { _ = try await exports.archive(asked.id) }
        try await exports.sweep()

        #expect(try FileManager.default.contentsOfDirectory(atPath: home.exports).isEmpty)
    }

    @Test func `an archive that cannot be written is tried three times, then it has failed, and can be tried again`()
        async throws
    {
        let kim = try await someone("kim@example.org")
        let asked = try await exports.request(for: kim, client: client)
        try FileManager.default.removeItem(atPath: home.exports)

        for wait in [30, 180] {
            #expect(try await makeOne())
            #expect(try await exports.get(asked.id, of: kim.id).status == .running)
            #expect(try await !makeOne())
            clock.advance(by: .seconds(wait))
        }
        #expect(try await makeOne())
        #expect(try await exports.get(asked.id, of: kim.id).status == .failed)
        let line = try #require(try await store.outbox(.givenUp, page: PageRequest(limit: 10)).items.first)
        #expect(line.kind == .export && line.failure == "the archive could not be written")

        try FileManager.default.createDirectory(atPath: home.exports, withIntermediateDirectories: true)
        let desk = OutboxDesk(store: store, newID: sampleIDs, now: clock.now)
        _ = try await desk.tryAgain(line.id, by: kim.id, client: client)
        #expect(try await makeOne())
        #expect(try await contents(of: asked.id).files["account.json"] != nil)
    }
}
