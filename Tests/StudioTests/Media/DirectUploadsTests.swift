import Crypto
import Domain
import Foundation
import Logging
import Storage
import TestSupport
import Testing

@testable import Studio

/// What a client put into the bucket becomes a file like any other, and nothing of it stays behind there.
@Suite struct DirectUploadsTests {
    private let mirror = MemoryMirror()
    private let house: TestHouse
    private let account: AccountID
    /// Seventeen mebibytes: two parts.
    private let long = Data("VID".utf8) + Data(repeating: 1, count: 16 << 20) + Data(repeating: 2, count: 1 << 20)

    init() async throws {
        house = try TestHouse(mirrors: [MirrorPort(mirror, rule: .everything)])
        account = try await house.store.someone().id
    }

    private func begun(
        _ bytes: Data, kind: MediaFile.Kind? = nil, sha256: BlobHash? = nil
    ) async throws -> DirectUploads.Status {
        try await house.directUploads.create(
            account: account, name: "C:\\clips\\a.mp4", sizeBytes: Int64(bytes.count), kind: kind, sha256: sha256)
    }

    /// Puts each part where it belongs.
    private func put(_ bytes: Data, to status: DirectUploads.Status, besides left: Set<Int> = []) {
        for part in status.parts where !left.contains(part.place.number) {
            let content = bytes.dropFirst(Int(part.place.offset)).prefix(Int(part.place.sizeBytes))
            #expect(mirror.receive(Data(content), at: part.address?.url ?? ""))
        }
    }

    private func complete(_ status: DirectUploads.Status) async throws -> MediaFile {
        try await house.directUploads.complete(status.upload.id, of: account)
    }

    /// Lets the outbox remove what is left, for as long as something is there.
    private func untilEmpty(_ house: TestHouse? = nil) async throws {
        let house = house ?? self.house
        let outbox = Outbox(store: house.store, handlers: house.outboxHandlers, logger: Logger(label: "test"))
        let running = Task { try await outbox.run() }
        while mirror.state.withLock({ $0.objects.keys.contains { $0.hasPrefix("uploads/") } || !$0.uploads.isEmpty }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        running.cancel()
        _ = await running.result
    }

    @Test(arguments: [false, true]) func `becomes a file, once, and leaves the bucket`(isLong: Bool) async throws {
        let bytes = isLong ? long : Data("VID abc".utf8)
        let sum = try #require(BlobHash(digest: SHA256.hash(data: bytes)))
        let status = try await begun(bytes, kind: .video, sha256: sum)
        #expect(status.parts.count == (isLong ? 2 : 1))

        put(bytes, to: status)
        async let first = complete(status)
        async let second = complete(status)
        let files = try await [first, second, complete(status)]

        #expect(Set(files.map(\.id)).count == 1)
        #expect(files[0].blob == sum && files[0].title == "a.mp4" && files[0].origin == .upload)
        #expect(FileManager.default.contents(atPath: house.files.path(of: files[0])) == bytes)
        #expect(try await house.directUploads.status(status.upload.id, of: account).file == files[0])
        try await untilEmpty()
    }

    @Test func `tells which parts are missing, with fresh addresses, and takes them then`() async throws {
        let status = try await begun(long)
        put(long, to: status, besides: [2])

        let error = await #expect(throws: StudioError.self) { try await complete(status) }
        let later = try await house.directUploads.status(status.upload.id, of: account)

        guard case .conflict(let conflict) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(conflict.code == "upload_incomplete" && "\(conflict.message)".contains("2"))
        #expect(later.parts.map { $0.address == nil } == [true, false])
        put(long, to: later, besides: [1])
        #expect(try await complete(status).facts.sizeBytes == Int64(long.count))
    }

    @Test(arguments: [false, true]) func `takes no more bytes than were announced`(isLong: Bool) async throws {
        let bytes = isLong ? long : Data("VID abc".utf8)
        let status = try await begun(bytes)
        put(bytes, to: status)
        let last = try #require(status.parts.last)
        #expect(mirror.receive(bytes.suffix(Int(last.place.sizeBytes)) + [1], at: last.address?.url ?? ""))

        await #expect(throws: StudioError.tooLarge(limitBytes: Int64(bytes.count))) { try await complete(status) }

        await #expect(throws: StudioError.notFound("upload")) { try await complete(status) }
        #expect(try await house.files.list(of: account, kind: nil, page: PageRequest()).items.isEmpty)
        try await untilEmpty()
    }

    @Test func `refuses what an upload here would be refused for, and keeps nothing`() async throws {
        let text = try await begun(Data("this is a text".utf8))
        put(Data("this is a text".utf8), to: text)
        await #expect(throws: StudioError.unsupportedMedia("This is a text file.")) { try await complete(text) }

        let image = try await begun(Data("IMG abc".utf8), kind: .video)
        put(Data("IMG abc".utf8), to: image)
        let wrongKind = await #expect(throws: StudioError.self) { try await complete(image) }
        guard case .invalid("kind", _) = wrongKind else { throw try #require(wrongKind) }

        let other = try await begun(Data("VID abc".utf8), sha256: BlobHash(digest: SHA256.hash(data: Data("x".utf8))))
        put(Data("VID abd".utf8), to: other)
        let wrongSum = await #expect(throws: StudioError.self) { try await complete(other) }
        guard case .invalid("sha256", _) = wrongSum else { throw try #require(wrongSum) }

        #expect(try house.names(in: house.home.incoming).isEmpty)
        try await untilEmpty()
    }

    @Test func `is stopped by the limits of size, room and number before anything is put anywhere`() async throws {
        var limits = UploadLimits()
        (limits.videoBytes, limits.audioBytes, limits.imageBytes, limits.openUploads) = (100, 100, 100, 2)
        let house = try TestHouse(limits: limits, mirrors: [MirrorPort(mirror, rule: .everything)])
        let account = try await house.store.someone().id
        func begin(_ bytes: Int64) async throws {
            _ = try await house.directUploads.create(
                account: account, name: "a", sizeBytes: bytes, kind: nil, sha256: nil)
        }

        await #expect(throws: StudioError.tooLarge(limitBytes: 100)) { try await begin(101) }
        // Both ways count together.
        _ = try await house.uploads.create(account: account, lengthBytes: 9, metadata: "", title: nil, kind: nil)
        try await begin(9)
        let error = await #expect(throws: StudioError.self) { try await begin(9) }
        guard case .conflict(let conflict) = error else { throw try #require(error) }
        #expect(conflict.code == "too_many_uploads")
        #expect(mirror.state.withLock { $0.objects.isEmpty && $0.uploads.isEmpty })
    }

    @Test func `is its owner's alone`() async throws {
        let status = try await begun(Data("VID abc".utf8))
        put(Data("VID abc".utf8), to: status)
        let other = try await house.store.someone().id

        for work in [
            { _ = try await house.directUploads.status($0, of: other) },
            { _ = try await house.directUploads.complete($0, of: other) },
            { try await house.directUploads.terminate($0, of: other) },
        ] as [(UploadID) async throws -> Void] {
            await #expect(throws: StudioError.notFound("upload")) { try await work(status.upload.id) }
        }
        #expect(try await complete(status).accountID == account)
    }

    @Test(arguments: [false, true]) func `nothing stays in the bucket of what is abandoned`(isLong: Bool) async throws {
        let bytes = isLong ? long : Data("VID abc".utf8)
        let status = try await begun(bytes)
        put(bytes, to: status)

        try await house.directUploads.terminate(status.upload.id, of: account)

        try await untilEmpty()
        // What is put there later by an address that is still good goes as well, once it no longer is.
        let left = try await house.store.directLeftover(status.upload.id)
        #expect(isLong || left != nil)
    }

    @Test func `goes after a day in which nobody asked for it`() async throws {
        let clock = HandClock()
        let house = try TestHouse(mirrors: [MirrorPort(mirror, rule: .everything)], now: clock.now)
        let account = try await house.store.someone().id
        let status = try await house.directUploads.create(
            account: account, name: "a.mp4", sizeBytes: Int64(long.count), kind: nil, sha256: nil)
        put(long, to: status)
        clock.advance(by: .seconds(20 * 3600))
        _ = try await house.directUploads.status(status.upload.id, of: account)
        clock.advance(by: .seconds(20 * 3600))
        try await house.directUploads.sweep()
        #expect(try await house.directUploads.status(status.upload.id, of: account).parts.count == 2)

        clock.advance(by: .seconds(25 * 3600))
        try await house.directUploads.sweep()

        try await untilEmpty(house)
        await #expect(throws: StudioError.notFound("upload")) {
            try await house.directUploads.status(status.upload.id, of: account)
        }
    }

    @Test func `goes on after the bucket was down, and says so meanwhile`() async throws {
        let status = try await begun(Data("VID abc".utf8))
        put(Data("VID abc".utf8), to: status)
        mirror.set(down: true)
        let error = await #expect(throws: StudioError.self) { try await complete(status) }
        guard case .provider = error else { throw try #require(error) }

        mirror.set(down: false)

        #expect(try await complete(status).title == "a.mp4")
    }

    @Test func `is not offered where objects are sealed, or where there is no bucket`() async throws {
        let keys = try house.home.mirrorKeys()
        let sealed = SealedMirror(mirror, keys: keys, seals: true, folder: house.home.incoming)
        for mirrors in [[MirrorPort(sealed, rule: .everything)], []] {
            let house = try TestHouse(mirrors: mirrors)
            let account = try await house.store.someone().id
            let error = await #expect(throws: StudioError.self) {
                try await house.directUploads.create(
                    account: account, name: "a", sizeBytes: 7, kind: nil, sha256: nil)
            }
            guard case .conflict(let conflict) = error else { throw try #require(error) }
            #expect(conflict.code == "no_direct_bucket")
        }
    }
}
