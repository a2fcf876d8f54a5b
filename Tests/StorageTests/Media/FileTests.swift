import Domain
import TestSupport
import Testing

@testable import Storage

struct FileTests {
    private let store: Store
    private let account: Account

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
    }

    @Test func `gives back what was stored`() async throws {
        for kind in MediaFile.Kind.allCases {
            let file = try await store.someFile(kind, of: account.id)

            #expect(try await store.file(file.id, of: account.id) == file)
            #expect(try await store.file(file.id) == file)
        }
    }

    @Test func `shows nobody the files of others`() async throws {
        let file = try await store.someFile(of: account.id)
        let other = try await store.someone()

        #expect(try await store.file(file.id, of: other.id) == nil)
        #expect(try await store.rename(file.id, of: other.id, title: "mine") == nil)
        #expect(try await !store.deleteFile(file.id, of: other.id))
        #expect(try await store.files(of: other.id, kind: nil, page: PageRequest()).items.isEmpty)
        #expect(try await store.file(file.id) == file)
    }

    @Test func `lists every file once, page after page, newest first, without results`() async throws {
        var files: [MediaFile] = []
        for number in 0..<25 {
            files.append(try await store.someFile(number.isMultiple(of: 2) ? .image : .video, of: account.id))
        }
        try await store.add(.sample(.video, of: account.id, origin: .result))

        for kind in [nil, MediaFile.Kind.image] {
            var found: [MediaFile] = []
            var cursor: String?
            repeat {
                let page = try await store.files(
                    of: account.id, kind: kind, page: PageRequest(limit: 5, before: cursor))
                found += page.items
                cursor = page.nextCursor
            } while cursor != nil
            #expect(found == files.reversed().filter { kind == nil || $0.kind == kind })
        }
    }

    @Test func `ends the list at a full last page`() async throws {
        for _ in 0..<5 { _ = try await store.someFile(of: account.id) }

        #expect(try await store.files(of: account.id, kind: nil, page: PageRequest(limit: 5)).nextCursor == nil)
        #expect(try await store.files(of: account.id, kind: nil, page: PageRequest(limit: 4)).nextCursor != nil)
    }

    @Test func `renames`() async throws {
        let file = try await store.someFile(of: account.id)

        #expect(try await store.rename(file.id, of: account.id, title: "new")?.title == "new")
        #expect(try await store.file(file.id)?.title == "new")
    }

    @Test func `counts what an account stores`() async throws {
        let file = MediaFile.sample(of: account.id, sizeBytes: 5_000_000_000)
        try await store.add(file)
        _ = try await store.someFile(of: account.id)
        #expect(try await store.storageUsed(by: account.id) == 5_000_001_000)

        _ = try await store.deleteFile(file.id, of: account.id)
        _ = try await store.deleteFile(file.id, of: account.id)

        #expect(try await store.storageUsed(by: account.id) == 1000)
        #expect(try await store.storageUsed(by: sampleIDs.next()) == 0)
    }

    @Test func `keeps the inputs of a task until it is over`() async throws {
        let task = try await store.someTask(of: account.id)
        let inputs = [try #require(task.inputs.imageFileID), try #require(task.inputs.videoFileID)]

        for file in inputs {
            await #expect(throws: StoreError.inUse(task.id)) { try await store.deleteFile(file, of: account.id) }
        }
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        await #expect(throws: StoreError.inUse(task.id)) { try await store.deleteFile(inputs[1], of: account.id) }
        _ = try await store.end(task.id, as: .cancelled, at: .sample)

        for file in inputs { #expect(try await store.deleteFile(file, of: account.id)) }
        #expect(try await store.task(task.id)?.inputs == task.inputs)
    }

    @Test func `sweeps the bytes only when the last file that has them is deleted`() async throws {
        let hash = BlobHash.random()
        let first = MediaFile.sample(of: account.id, blob: hash)
        let second = MediaFile.sample(of: account.id, blob: hash)
        try await store.add(first)
        try await store.add(second)

        _ = try await store.deleteFile(first.id, of: account.id)
        #expect(try await store.unreferencedBlobs(limit: 10).isEmpty)
        #expect(try await store.forget([hash]).isEmpty)

        _ = try await store.deleteFile(second.id, of: account.id)
        #expect(try await store.unreferencedBlobs(limit: 10) == [hash])
        #expect(try await store.blobExists(hash))
        #expect(try await store.forget([hash]) == [hash])

        #expect(try await store.unreferencedBlobs(limit: 10).isEmpty)
        #expect(try await !store.blobExists(hash))
        #expect(try await store.forget([hash]).isEmpty)
    }

    @Test func `does not sweep bytes that came again after they were deleted`() async throws {
        let file = try await store.someFile(of: account.id)
        _ = try await store.deleteFile(file.id, of: account.id)
        let candidates = try await store.unreferencedBlobs(limit: 10)
        #expect(candidates == [file.blob])

        let again = MediaFile.sample(of: account.id, blob: file.blob)
        try await store.add(again)

        #expect(try await store.forget(candidates).isEmpty)
        #expect(try await store.file(again.id) == again)
        #expect(try await store.unreferencedBlobs(limit: 10).isEmpty)
    }
}
