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
    /// Nil for what is not in the trash.
    package let trashedAt: Timestamp?

    init(_ entry: LibraryEntry) {
        video = entry.video
        file = entry.file
        inputs = entry.inputs
        kind = entry.kind
        placing = entry.placing
        trashedAt = entry.trashedAt
    }
}

/// The results of an account.
package struct Library: Sendable {
    let store: Store
    let blobs: BlobStore
    let soundness: MediaSoundness
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, blobs: BlobStore, soundness: MediaSoundness, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.blobs = blobs
        self.soundness = soundness
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

    /// Moves the video to the trash, where it stays for ``TrashSize/days``.
    package func delete(_ id: VideoID, of account: AccountID) async throws {
        try await perform(.trash, on: id, account)
    }

    /// Brings the video back from the trash.
    package func restore(_ id: VideoID, of account: AccountID) async throws -> VideoView {
        try await perform(.restore, on: id, account)
        return try await get(id, of: account)
    }

    private func perform(_ deed: VideoDeed, on id: VideoID, _ account: AccountID) async throws {
        let outcomes = try await store.change([id], of: account, by: deed, newID: newID, at: now())
        guard outcomes == [.done] else { throw StudioError.notFound("video") }
    }

    /// Does the same to several videos.
    /// - Returns: what became of each, in the order of the ids.
    package func change(
        _ ids: [VideoID], of account: AccountID, by deed: VideoDeed
    ) async throws -> [VideoDeed.Outcome] {
        do {
            return try await store.change(ids, of: account, by: try deed.cleaned, newID: newID, at: now())
        } catch StoreError.missingFolder {
            throw StudioError.invalid(field: "folder_id", reason: "is none of your folders")
        } catch StoreError.tooManyTags {
            throw Tags.tooMany
        }
    }

    /// What is in the trash, newest first.
    package func trash(of account: AccountID, page: PageRequest) async throws -> Page<VideoView> {
        try await store.trash(of: account, page: page).map(VideoView.init)
    }

    package func trashSize(of account: AccountID) async throws -> TrashSize {
        try await store.trashSize(of: account)
    }

    /// Erases everything in the trash that no unfinished task needs.
    package func emptyTrash(of account: AccountID) async throws {
        while try await store.emptyTrash(of: account, before: now(), at: now()) == 100 {}
    }

    /// Erases the entry and its bytes for good, wherever it is.
    /// - Throws: ``StudioError/conflict(_:)`` while a task needs it.
    package func erase(_ id: VideoID, of account: AccountID) async throws {
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

extension VideoDeed {
    /// With names as they are kept.
    fileprivate var cleaned: VideoDeed {
        get throws {
            switch self {
            case .tag(let names): .tag(try names.map(Tags.cleaned))
            case .untag(let names): .untag(try names.map(Tags.cleaned))
            case .trash, .restore, .erase, .favour, .move: self
            }
        }
    }
}
