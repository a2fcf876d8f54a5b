import Domain
import Storage

/// A finished result: the entry, its bytes' file, and what it was made from.
package struct VideoView: Equatable, Sendable {
    package let video: GeneratedVideo
    package let file: MediaFile
    /// The files may have been deleted since.
    package let inputs: GenerationTask.Inputs

    init(_ entry: LibraryEntry) {
        video = entry.video
        file = entry.file
        inputs = entry.inputs
    }
}

/// The results of an account.
package struct Library: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Newest first.
    package func list(of account: AccountID, page: PageRequest) async throws -> Page<VideoView> {
        try await store.videos(of: account, page: page).map(VideoView.init)
    }

    package func get(_ id: VideoID, of account: AccountID) async throws -> VideoView {
        guard let view = try await find(id, of: account) else { throw StudioError.notFound("video") }
        return view
    }

    package func rename(_ id: VideoID, of account: AccountID, title: String) async throws -> VideoView {
        guard let title = Title.cleaned(title) else {
            throw StudioError.invalid(field: "title", reason: "must have 1 to 200 characters")
        }
        guard let entry = try await store.renameVideo(id, of: account, title: title) else {
            throw StudioError.notFound("video")
        }
        return VideoView(entry)
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
