import Domain
import TestSupport
import Testing

@testable import Storage

/// What was deleted by mistake comes back, and what was meant to go goes.
struct TrashTests {
    private let store: Store
    private let kim: AccountID

    init() async throws {
        store = try Store.temporary()
        kim = try await store.someone().id
    }

    private func entry(of account: AccountID? = nil) async throws -> LibraryEntry {
        let task = try await store.someTask(of: account ?? kim)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        let file = MediaFile.sample(.video, of: account ?? kim, origin: .result)
        let video = GeneratedVideo.sample(of: task, file: file)
        _ = try await store.end(task.id, as: .succeeded(Delivery(file: file, video: video)), at: .sample)
        return LibraryEntry(video: video, file: file, inputs: task.inputs, kind: task.kind)
    }

    private func perform(
        _ deed: VideoDeed, on entries: LibraryEntry..., by account: AccountID? = nil, at: Timestamp = .sample
    ) async throws -> [VideoDeed.Outcome] {
        try await store.change(
            entries.map(\.video.id), of: account ?? kim, by: deed, newID: sampleIDs, at: at)
    }

    @Test func `a video comes back from the trash as it was`() async throws {
        let (entry, other) = (try await entry(), try await entry())
        _ = try await store.changeVideo(entry.video.id, of: kim, .tags(["blue"]), newID: sampleIDs)
        let before = try await store.video(entry.video.id, of: kim)

        #expect(try await perform(.trash, on: entry) == [.done])
        #expect(try await store.video(entry.video.id, of: kim) == nil)
        #expect(try await store.videos(of: kim, page: PageRequest()).items.map(\.video) == [other.video])
        #expect(try await store.tags(of: kim).map(\.videos) == [0])
        #expect(try await store.trash(of: kim, page: PageRequest()).items.map(\.video.id) == [entry.video.id])
        #expect(try await store.trashSize(of: kim) == TrashSize(videos: 1, bytes: 1000))
        #expect(try await perform(.trash, on: entry) == [.missing])

        #expect(try await perform(.restore, on: entry, other) == [.done, .missing])
        #expect(try await store.video(entry.video.id, of: kim) == before)
        #expect(try await store.trash(of: kim, page: PageRequest()).items.isEmpty)
    }

    @Test func `what lies in the trash takes room until it is erased`() async throws {
        let entry = try await entry()
        let used = try await store.storageUsed(by: kim)

        #expect(try await perform(.trash, on: entry) == [.done])
        #expect(try await store.storageUsed(by: kim) == used)
        #expect(try await store.unreferencedBlobs(limit: 9).isEmpty)

        #expect(try await perform(.erase, on: entry) == [.done])
        #expect(try await store.storageUsed(by: kim) == used - 1000)
        #expect(try await store.unreferencedBlobs(limit: 9) == [entry.file.blob])
        #expect(try await perform(.erase, on: entry) == [.missing])
    }

    @Test func `empties itself of what is old enough, and of nobody's yet needed`() async throws {
        let (old, needed, young) = (try await entry(), try await entry(), try await entry())
        _ = try await perform(.trash, on: old, needed, at: .sample)
        _ = try await perform(.trash, on: young, at: .sample + .seconds(60))
        try await store.submit(.sample(of: kim, video: needed.file.id))

        #expect(try await store.emptyTrash(before: .sample, at: .sample) == 1)
        #expect(try await store.emptyTrash(before: .sample, at: .sample) == 0)

        let left = try await store.trash(of: kim, page: PageRequest()).items.map(\.video.id)
        #expect(left == [young.video.id, needed.video.id])
        #expect(try await store.file(old.file.id) == nil)
        #expect(try await store.emptyTrash(of: kim, before: .sample, at: .sample) == 1)
        #expect(try await perform(.erase, on: needed) == [.inUse])
    }

    @Test func `does to several videos what is asked, and nothing to those of others`() async throws {
        let lee = try await store.someone().id
        let (first, second, theirs) = (try await entry(), try await entry(), try await entry(of: lee))
        let folder = Folder(id: sampleIDs.next(), accountID: kim, name: "Clients", createdAt: .sample)
        try await store.add(folder, limit: 9)
        let deeds: [VideoDeed] = [
            .favour(true), .move(.folder(folder.id)), .tag(["blue", "red"]), .untag(["RED", "green"]),
        ]

        for deed in deeds {
            #expect(try await perform(deed, on: first, second, theirs) == [.done, .done, .missing], "\(deed)")
        }

        for entry in [first, second] {
            let placing = try #require(try await store.video(entry.video.id, of: kim)).placing
            #expect(placing.isFavourite && placing.folderID == folder.id && placing.tags.map(\.name) == ["blue"])
        }
        #expect(try await store.video(theirs.video.id, of: lee)?.placing == Placing())
        for deed in [VideoDeed.trash, .erase] {
            #expect(try await perform(deed, on: theirs) == [.missing])
        }
        await #expect(throws: StoreError.missingFolder(folder.id)) {
            try await perform(.move(.folder(folder.id)), on: theirs, by: lee)
        }
        #expect(try await perform(.move(.outside), on: first) == [.done])
        #expect(try await store.folders(of: kim).map(\.videos) == [1])
    }
}
