import Domain
import Storage

/// A finished result: the entry, its bytes' file, and what it was made from.
package struct VideoView: Equatable, Sendable {
    package let video: GeneratedVideo
    package let file: MediaFile
    /// The files may have been deleted since.
    package let inputs: GenerationTask.Inputs
    /// Of the task that made it.
    package let kind: GenerationTask.Kind
    package let placing: Placing

    init(_ entry: LibraryEntry) {
        video = entry.video
        file = entry.file
        inputs = entry.inputs
        kind = entry.kind
        placing = entry.placing
    }
}

/// The results of an account.
package struct Library: Sendable {
    private let store: Store
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(store: Store, newID: IDSource, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
        self.store = store
        self.newID = newID
        self.now = now
    }

    package func list(
        of account: AccountID, matching query: LibraryQuery = LibraryQuery(), page: PageRequest
    ) async throws -> Page<VideoView> {
        try await store.videos(of: account, matching: query, page: page).map(VideoView.init)
    }

    package func get(_ id: VideoID, of account: AccountID) async throws -> VideoView {
        guard let view = try await find(id, of: account) else { throw StudioError.notFound("video") }
        return view
    }

    package func change(_ id: VideoID, of account: AccountID, _ change: VideoChange) async throws -> VideoView {
        var change = change
        if let title = change.title {
            guard let title = Title.cleaned(title) else {
                throw StudioError.invalid(field: "title", reason: "must have 1 to 200 characters")
            }
            change.title = title
        }
        change.tags = try change.tags.map { try $0.map(Tags.cleaned) }
        do {
            let entry = try await store.changeVideo(id, of: account, change, newID: newID, at: now())
            guard let entry else { throw StudioError.notFound("video") }
            return VideoView(entry)
        } catch StoreError.missingFolder {
            throw StudioError.invalid(field: "folder_id", reason: "is none of your folders")
        } catch StoreError.tooManyTags {
            throw Tags.tooMany
        }
    }

    /// Deletes the entry and its bytes.
    /// - Throws: ``StudioError/conflict(_:)`` while a task needs it.
    package func delete(_ id: VideoID, of account: AccountID) async throws {
        do {
            guard try await store.deleteVideo(id, of: account) else { throw StudioError.notFound("video") }
        } catch StoreError.inUse {
            throw StudioError.conflict(Conflict("in_use", "an unfinished task uses this video; cancel the task first"))
        }
    }

    /// Nil also when it was deleted.
    func find(_ id: VideoID, of account: AccountID) async throws -> VideoView? {
        try await store.video(id, of: account).map(VideoView.init)
    }
}
