import Domain
import TestSupport
import Testing

@testable import Storage

struct VideoTests {
    private let store: Store
    private let account: Account

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
    }

    private func entry() async throws -> LibraryEntry {
        let task = try await store.someTask(of: account.id)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        let file = MediaFile.sample(.video, of: account.id, origin: .result)
        let video = GeneratedVideo.sample(of: task, file: file)
        _ = try await store.end(task.id, as: .succeeded(Delivery(file: file, video: video)), at: .sample)
        return LibraryEntry(video: video, file: file, inputs: task.inputs, kind: task.kind)
    }

    @Test func `shows a result with its file and what it was made from`() async throws {
        let entries = [try await entry(), try await entry(), try await entry()]

        let first = try await store.videos(of: account.id, page: PageRequest(limit: 2))
        let second = try await store.videos(of: account.id, page: PageRequest(limit: 2, before: first.nextCursor))

        #expect(first.items + second.items == entries.reversed())
        #expect(second.nextCursor == nil)
        #expect(try await store.video(entries[0].video.id, of: account.id) == entries[0])
    }

    @Test func `shows nobody the results of others`() async throws {
        let entry = try await entry()
        let other = try await store.someone()

        #expect(try await store.video(entry.video.id, of: other.id) == nil)
        #expect(try await store.changeVideo(entry.video.id, of: other.id, .title("mine"), newID: sampleIDs) == nil)
        #expect(try await !store.deleteVideo(entry.video.id, of: other.id))
        #expect(try await store.video(entry.video.id, of: account.id) == entry)
    }

    @Test func `renames the download with the entry`() async throws {
        let entry = try await entry()

        let renamed = try await store.changeVideo(entry.video.id, of: account.id, .title("new"), newID: sampleIDs)

        #expect(renamed?.video.title == "new")
        #expect(try await store.file(entry.file.id)?.title == "new")
    }

    @Test func `deletes an entry with its bytes, whichever way it is asked, and keeps the task`() async throws {
        for way in 0..<2 {
            let entry = try await entry()
            #expect(try await store.task(entry.video.taskID)?.videoID == entry.video.id)

            if way == 0 {
                #expect(try await store.deleteVideo(entry.video.id, of: account.id))
            } else {
                #expect(try await store.deleteFile(entry.file.id, of: account.id))
            }

            #expect(try await store.video(entry.video.id, of: account.id) == nil)
            #expect(try await store.file(entry.file.id) == nil)
            #expect(try await store.unreferencedBlobs(limit: 10).contains(entry.file.blob))
            let task = try await store.task(entry.video.taskID)
            #expect(task?.status == .succeeded)
            #expect(task?.videoID == nil)
            #expect(try await !store.deleteVideo(entry.video.id, of: account.id))
        }
    }

    @Test func `keeps a result that another task is working on`() async throws {
        let entry = try await entry()
        let task = GenerationTask.sample(of: account.id, video: entry.file.id)
        try await store.submit(task)

        await #expect(throws: StoreError.inUse(task.id)) {
            try await store.deleteVideo(entry.video.id, of: account.id)
        }
        #expect(try await store.video(entry.video.id, of: account.id) == entry)
    }
}
