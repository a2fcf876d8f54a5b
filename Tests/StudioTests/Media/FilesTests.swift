import Domain
import Foundation
import Logging
import Storage
import Studio
import Testing
import TestSupport

@Suite struct FilesTests {
    @Test func `keeps an upload with its facts, and its name without folders`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id

        let file = try await house.upload("IMG one", title: "../../me.png", account: account)

        #expect(file.kind == .image && file.title == "me.png" && file.facts.sizeBytes == 7)
        #expect(try await house.files.get(file.id, of: account) == file)
        #expect(FileManager.default.contents(atPath: house.files.path(of: file)) == Data("IMG one".utf8))
        #expect(try house.names(in: house.home.incoming).isEmpty)
    }

    @Test func `equal bytes lie on the disk once`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let first = try await house.upload("IMG one", account: account)
        let second = try await house.upload("IMG one", account: account)

        #expect(first.id != second.id && house.files.path(of: first) == house.files.path(of: second))
        try await house.files.delete(first.id, of: account)
        await sweeper(house).sweep()
        #expect(FileManager.default.fileExists(atPath: house.files.path(of: second)))
        try await house.files.delete(second.id, of: account)
        await sweeper(house).sweep()
        #expect(!FileManager.default.fileExists(atPath: house.files.path(of: second)))
    }

    @Test(arguments: ["hello", ""])
    func `what is no medium leaves nothing behind`(bytes: String) async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id

        let error = await #expect(throws: StudioError.self) { _ = try await house.upload(bytes, account: account) }

        #expect(error == .unsupportedMedia(bytes.isEmpty ? "this is an empty file" : "This is a text file."))
        #expect(try house.names(in: house.home.incoming).isEmpty)
        #expect(try await house.files.list(of: account, kind: nil, page: PageRequest()).items.isEmpty)
    }

    @Test func `another kind than announced is told as such`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let incoming = try await house.files.begin(account: account, kind: .video)
        try await incoming.write(Array("IMG one".utf8))

        await #expect(throws: StudioError.invalid(field: "file", reason: "is a picture; a video is needed")) {
            _ = try await house.files.keep(house.files.arrive(incoming), title: nil, kind: .video, account: account)
        }
        #expect(try house.names(in: house.home.incoming).isEmpty)
    }

    @Test func `limits hold by kind and by account, before and while bytes come`() async throws {
        var limits = UploadLimits()
        limits.imageBytes = 10
        limits.videoBytes = 30
        limits.audioBytes = 30
        limits.accountBytes = 40
        let house = try TestHouse(limits: limits)
        let account = try await house.store.someone().id

        await #expect(throws: StudioError.tooLarge(limitBytes: 30)) {
            _ = try await house.files.begin(account: account, kind: nil, announcedBytes: 31)
        }
        await #expect(throws: StudioError.tooLarge(limitBytes: 10)) {
            _ = try await house.upload("IMG is too large", account: account)
        }
        let incoming = try await house.files.begin(account: account, kind: nil)
        await #expect(throws: StudioError.tooLarge(limitBytes: 30)) {
            try await incoming.write([UInt8](repeating: 65, count: 31))
        }
        await incoming.discard()
        _ = try await house.upload("VID 345678901234567890123456", account: account)
        await #expect(throws: StudioError.quotaReached(usedBytes: 28, quotaBytes: 40)) {
            _ = try await house.files.begin(account: account, kind: .video, announcedBytes: 20)
        }
        #expect(try house.names(in: house.home.incoming).isEmpty)
    }

    @Test func `nobody sees, renames or deletes another one's file`() async throws {
        let house = try TestHouse()
        let owner = try await house.store.someone().id
        let stranger = try await house.store.someone().id
        let file = try await house.upload("IMG one", account: owner)
        _ = try await house.files.get(file.id, of: owner)

        await #expect(throws: StudioError.notFound("file")) { _ = try await house.files.get(file.id, of: stranger) }
        await #expect(throws: StudioError.notFound("file")) {
            _ = try await house.files.rename(file.id, of: stranger, title: "mine")
        }
        await #expect(throws: StudioError.notFound("file")) {
            try await house.files.delete(file.id, of: stranger)
        }
    }

    @Test func `a rename and a deletion are seen at once`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let file = try await house.upload("IMG one", account: account)
        _ = try await house.files.get(file.id, of: account)

        _ = try await house.files.rename(file.id, of: account, title: " new\u{202e} name ")
        #expect(try await house.files.get(file.id, of: account).title == "new name")
        try await house.files.delete(file.id, of: account)

        await #expect(throws: StudioError.notFound("file")) { _ = try await house.files.get(file.id, of: account) }
    }

    @Test func `a thumbnail is made once for a width, however many ask`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let file = try await house.upload("IMG one", account: account)

        let paths = try await withThrowingTaskGroup(of: String.self) { group in
            for width in [170, 200, 320, 300] {
                group.addTask { try await house.files.thumbnail(of: file, width: width) }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }

        #expect(paths.count == 1 && house.probe.madePosters == 1)
        #expect(FileManager.default.contents(atPath: paths.first ?? "") == Data("JPEG 320".utf8))
        try await house.files.delete(file.id, of: account)
        await sweeper(house).sweep()
        #expect(try house.names(in: house.home.thumbnails).isEmpty)
    }

    @Test func `fetches a medium, or says which field leads nowhere`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        house.fetcher.put(.success("IMG remote"), at: "https://example.org/a")
        house.fetcher.put(.failure(.forbiddenAddress), at: "http://10.0.0.1/")

        let file = try await house.files.fetch(
            url: "https://example.org/a", kind: .image, account: account, field: "image_url")

        #expect(file.origin == .url && file.title == "remote.png")
        await #expect(
            throws: StudioError.invalid(field: "image_url", reason: "must lead to a public address")
        ) {
            _ = try await house.files.fetch(
                url: "http://10.0.0.1/", kind: .image, account: account, field: "image_url")
        }
        await #expect(throws: StudioError.invalid(field: "video_url", reason: "is a picture; a video is needed")) {
            _ = try await house.files.fetch(
                url: "https://example.org/a", kind: .video, account: account, field: "video_url")
        }
        #expect(try house.names(in: house.home.incoming).isEmpty)
    }

    private func sweeper(_ house: TestHouse) -> Sweeper {
        Sweeper(
            store: house.store, blobs: house.blobs, home: house.home, uploads: house.uploads,
            logger: .init(label: "test"))
    }
}
