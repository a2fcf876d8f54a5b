import Domain
import Foundation
import Logging
import Storage
import Studio
import Testing
import TestSupport

/// What was acknowledged is there, whatever happened since.
@Suite struct UploadsTests {
    private let text = "VID abcdefghij"

    private func created(_ house: TestHouse, _ account: AccountID, length: Int? = nil) async throws -> Upload {
        try await house.uploads.create(
            account: account, lengthBytes: Int64(length ?? text.utf8.count), metadata: "filename YQ==",
            title: "a.mp4", kind: nil)
    }

    @discardableResult
    private func append(
        _ bytes: String, to upload: Upload, at offset: Int64, _ house: TestHouse, checksum: Checksum? = nil
    ) async throws -> Uploads.Status {
        let turn = try await house.uploads.append(
            to: upload.id, of: upload.accountID, at: offset, checksum: checksum)
        do {
            try await turn.writer.write(Array(bytes.utf8))
        } catch {
            await house.uploads.interrupt(turn)
            throw error
        }
        return try await house.uploads.finish(turn)
    }

    @Test func `becomes a file when its last byte is there`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)

        let half = try await append("VID abc", to: upload, at: 0, house)
        let whole = try await append("defghij", to: upload, at: 7, house)

        #expect(half.offset == 7 && half.file == nil)
        #expect(whole.offset == 14 && whole.file?.title == "a.mp4")
        let file = try #require(whole.file)
        #expect(FileManager.default.contents(atPath: house.files.path(of: file)) == Data(text.utf8))
        #expect(try await house.uploads.status(upload.id, of: account).file == file)
        #expect(try house.names(in: house.home.uploads).isEmpty)
    }

    @Test(arguments: [ProbeError.timedOut, .unavailable("greenroom-media was killed by signal 9")])
    func `stays when the probe was stopped, and becomes a file when it is asked again`(_ trouble: ProbeError)
        async throws
    {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)
        house.probe.trouble.withLock { $0 = trouble }

        let error = await #expect(throws: StudioError.self) { try await append(text, to: upload, at: 0, house) }
        let later = try await house.uploads.status(upload.id, of: account)

        guard case .unavailable(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.contains("signal"))
        #expect(later.file?.title == "a.mp4")
    }

    @Test func `the name of its bytes is right, also when another process hashed the beginning`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let direct = try await house.upload(text, account: account)
        let upload = try await created(house, account)
        try await append("VID abc", to: upload, at: 0, house)

        let later = try TestHouse(after: house)
        let resumed = try await append("defghij", to: upload, at: 7, later)

        #expect(resumed.file?.blob == direct.blob)
    }

    @Test func `a wrong offset is told the right one`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)
        try await append("VID abc", to: upload, at: 0, house)

        await #expect(throws: StudioError.conflict(Conflict("upload_offset", "the upload is at offset 7, not at 3"))) {
            try await append("abc", to: upload, at: 3, house)
        }
        #expect(try await house.uploads.status(upload.id, of: account).offset == 7)
    }

    @Test func `bytes with a wrong checksum never came`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)
        try await append("VID abc", to: upload, at: 0, house)
        // SHA-1 of "abc": FIPS 180-4, example.
        let abc = Checksum(algorithm: .sha1, digest: Data(base64Encoded: "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=") ?? Data())

        await #expect(throws: ChecksumMismatch.self) {
            try await append("xyz", to: upload, at: 7, house, checksum: abc)
        }
        #expect(try await house.uploads.status(upload.id, of: account).offset == 7)
        let right = try await append("abc", to: upload, at: 7, house, checksum: abc)
        #expect(right.offset == 10)
        let whole = try await append("ghij", to: upload, at: 10, house)
        #expect(try await house.upload("VID abcabcghij", account: account).blob == whole.file?.blob)
    }

    @Test func `a cut request keeps what came, unless it cannot be judged`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)
        let plain = try await house.uploads.append(to: upload.id, of: account, at: 0, checksum: nil)
        try await plain.writer.write(Array("VID".utf8))
        await house.uploads.interrupt(plain)
        #expect(try await house.uploads.status(upload.id, of: account).offset == 3)

        let checked = try await house.uploads.append(
            to: upload.id, of: account, at: 3, checksum: Checksum(algorithm: .md5, digest: Data(count: 16)))
        try await checked.writer.write(Array(" ab".utf8))
        await house.uploads.interrupt(checked)

        #expect(try await house.uploads.status(upload.id, of: account).offset == 3)
    }

    @Test func `a new request takes over from one whose connection is dead`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)
        let dead = try await house.uploads.append(to: upload.id, of: account, at: 0, checksum: nil)
        try await dead.writer.write(Array("VID ".utf8))

        let whole = try await append("abcdefghij", to: upload, at: 4, house)

        #expect(whole.file != nil)
        await #expect(throws: StudioError.self) { try await dead.writer.write([1]) }
        await #expect(throws: StudioError.self) { _ = try await house.uploads.finish(dead) }
        #expect(whole.file?.blob == (try await house.upload(text, account: account)).blob)
    }

    @Test func `more than was announced is refused, and what came before stays`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)
        try await append("VID ", to: upload, at: 0, house)

        await #expect(throws: StudioError.tooLarge(limitBytes: 10)) {
            try await append("abcdefghijk", to: upload, at: 4, house)
        }
        #expect(try await house.uploads.status(upload.id, of: account).offset == 4)
    }

    @Test func `all bytes came but the server was killed before it said so: the file is made when asked`() async throws
    {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)
        _ = FileManager.default.createFile(
            atPath: house.home.uploads + "/\(upload.id)", contents: Data(text.utf8))

        let status = try await TestHouse(after: house).uploads.status(upload.id, of: account)

        #expect(status.offset == 14 && status.file?.kind == .video)
    }

    @Test func `what turns out to be no medium is gone`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account, length: 5)

        await #expect(throws: StudioError.unsupportedMedia("This is a text file.")) {
            try await append("hello", to: upload, at: 0, house)
        }
        await #expect(throws: StudioError.notFound("upload")) {
            _ = try await house.uploads.status(upload.id, of: account)
        }
        #expect(try house.names(in: house.home.uploads).isEmpty)
    }

    @Test func `an end, an expiry and a stranger are all the same: not there`() async throws {
        let clock = HandClock()
        let house = try TestHouse(now: clock.now)
        let account = try await house.store.someone().id
        let stranger = try await house.store.someone().id
        let (ended, expired) = (try await created(house, account), try await created(house, account))
        try await append("VID", to: ended, at: 0, house)
        try await append("VID", to: expired, at: 0, house)

        try await house.uploads.terminate(ended.id, of: account)
        await #expect(throws: StudioError.notFound("upload")) {
            _ = try await house.uploads.status(expired.id, of: stranger)
        }
        clock.advance(by: .seconds(24 * 3600 + 1))

        for upload in [ended, expired] {
            await #expect(throws: StudioError.notFound("upload")) {
                _ = try await house.uploads.status(upload.id, of: account)
            }
        }
        let sweeper = Sweeper(
            store: house.store, blobs: house.blobs, home: house.home, uploads: house.uploads,
            logger: .init(label: "test"), now: clock.now)
        await sweeper.sweep()
        #expect(try house.names(in: house.home.uploads).isEmpty)
    }

    @Test func `a sweep leaves uploads that are under way alone`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let upload = try await created(house, account)
        try await append("VID", to: upload, at: 0, house)
        _ = FileManager.default.createFile(atPath: house.home.uploads + "/nobodys", contents: Data("x".utf8))

        let sweeper = Sweeper(
            store: house.store, blobs: house.blobs, home: house.home, uploads: house.uploads,
            logger: .init(label: "test"))
        await sweeper.sweep()

        #expect(try house.names(in: house.home.uploads) == [upload.id.rawValue])
    }
}
