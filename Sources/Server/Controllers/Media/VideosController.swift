import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/videos`: the library of finished results.
struct VideosController: Controller {
    private let library: Library
    private let tasks: Tasks
    private let media: MediaDelivery
    private let limits: ServerLimits

    init(_ edge: Edge) {
        library = edge.house.library
        tasks = edge.house.tasks
        media = edge.media
        limits = edge.limits
    }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/videos", "List the library", tag: "Library",
                .data(PageBody<VideoBody>.self, "What was asked for, in the order that was asked for."), handler: list
            ).with(parameters: Operation.Parameter.paging + LibraryField.parameters),
            .scoped(
                .read, .get, "/videos/{id}", "Get a video", tag: "Library", .data(VideoBody.self, "The video."),
                handler: show),
            .scoped(
                .library, .patch, "/videos/{id}", "Change a video's title and place", tag: "Library",
                .data(VideoBody.self, "The video as it is now. What is left out stays as it was."), handler: change
            ).with(body: .json(VideoRequest.schema), refusals: [409]),
            .scoped(
                .library, .delete, "/videos/{id}", "Delete a video", tag: "Library",
                .data(Nothing.self, "The video is in the trash, or erased if that was asked for."), handler: delete
            ).with(parameters: [Self.permanent.parameter], refusals: [409]),
            .scoped(
                .library, .post, "/videos/{id}/restore", "Bring a video back from the trash", tag: "Library",
                .data(VideoBody.self, "The video."), handler: restore),
            .scoped(
                .read, .get, "/videos/{id}/download", "Download a video", tag: "Library",
                .bytes(ContentType.all, "The whole file, with a file name."),
                .bytes(ContentType.all, "Part of it.", status: 206),
                .empty(304, "The client's copy is current."), handler: download
            ).with(refusals: [412, 416]),
            .scoped(
                .read, .get, "/videos/{id}/provenance", "Get how a video was made", tag: "Library",
                .data(ProvenanceBody.self, "The same is written into the file."), handler: provenance),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let query = try LibraryField.query(in: call.visit)
        let page = try await library.list(of: call.caller.account.id, matching: query, page: call.visit.page())
        return Answer.data(PageBody(page: page.map { VideoBody(view: $0, addresses: media.addresses) }))
    }

    private func view(_ call: Call) async throws -> VideoView {
        try await library.get(call.visit.id("video"), of: call.caller.account.id)
    }

    private func show(_ call: Call) async throws -> Response {
        Answer.data(VideoBody(view: try await view(call), addresses: media.addresses))
    }

    private func change(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(VideoRequest.self, limits)
        let view = try await library.change(call.visit.id("video"), of: call.caller.account.id, body.change)
        return Answer.data(VideoBody(view: view, addresses: media.addresses))
    }

    private static let permanent = QueryField(
        "permanent", .flag, "Erases the video at once, also from the trash, instead of moving it there.")

    private func delete(_ call: Call) async throws -> Response {
        let (id, account): (VideoID, AccountID) = (try call.visit.id("video"), call.caller.account.id)
        if try call.visit.value(of: Self.permanent) ?? false {
            try await library.erase(id, of: account)
        } else {
            try await library.delete(id, of: account)
        }
        return Answer.deleted()
    }

    private func restore(_ call: Call) async throws -> Response {
        let view = try await library.restore(call.visit.id("video"), of: call.caller.account.id)
        return Answer.data(VideoBody(view: view, addresses: media.addresses))
    }

    private func download(_ call: Call) async throws -> Response {
        let video = try await view(call)
        return try await media.answer(
            with: video.file, to: call.visit, title: video.video.title, isDownload: true)
    }

    private func provenance(_ call: Call) async throws -> Response {
        let video = try await view(call)
        let view = try await tasks.get(video.video.taskID, account: call.caller.account.id)
        return Answer.data(ProvenanceBody(view: video, task: view.task))
    }
}
