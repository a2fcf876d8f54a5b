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
                .data(.page(of: VideoBody.schema), "Videos, newest first."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .read, .get, "/videos/{id}", "Show a video", tag: "Library", .data(VideoBody.schema, "The video."),
                handler: show),
            .scoped(
                .library, .patch, "/videos/{id}", "Rename a video", tag: "Library",
                .data(VideoBody.schema, "The video as it is now."), handler: rename
            ).with(body: .json(TitleBody.schema)),
            .scoped(
                .library, .delete, "/videos/{id}", "Delete a video", tag: "Library", .data(.null, "It is gone."),
                handler: delete),
            .scoped(
                .read, .get, "/videos/{id}/download", "Download a video", tag: "Library",
                .bytes("video/mp4", "The file, with a file name; takes `Range`."), handler: download),
            .scoped(
                .read, .get, "/videos/{id}/provenance", "Show how a video was made", tag: "Library",
                .data(ProvenanceBody.schema, "What is also written into the file."), handler: provenance),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let page = try await library.list(of: call.caller.account.id, page: call.visit.page())
        return Answer.data(PageBody(page: page.map { VideoBody(view: $0, addresses: media.addresses) }))
    }

    private func view(_ call: Call) async throws -> VideoView {
        try await library.get(call.visit.id("video"), of: call.caller.account.id)
    }

    private func show(_ call: Call) async throws -> Response {
        Answer.data(VideoBody(view: try await view(call), addresses: media.addresses))
    }

    private func rename(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(TitleBody.self, limits)
        let view = try await library.rename(
            call.visit.id("video"), of: call.caller.account.id, title: body.title)
        return Answer.data(VideoBody(view: view, addresses: media.addresses))
    }

    private func delete(_ call: Call) async throws -> Response {
        try await library.delete(call.visit.id("video"), of: call.caller.account.id)
        return Answer.deleted()
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

    private struct ProvenanceBody: JSONValue {
        let view: VideoView
        let task: GenerationTask

        static let schema = Schema.named(
            "Provenance",
            .object([
                Schema.Field("generated_by_ai", .boolean), Schema.Field("generator", .choice(["Greenroom"])),
                Schema.Field("engine", .string()), Schema.Field("kind", .string()), Schema.Field("task_id", .id),
                Schema.Field("video_id", .id), Schema.Field("image_file_id", .nullable(.id)),
                Schema.Field("video_file_id", .nullable(.id)), Schema.Field("sha256", .string()),
                Schema.Field("created_at", .time),
            ]))

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("generated_by_ai", true)
                json.field("generator", "Greenroom")
                json.field("engine", task.engine)
                json.field("kind", task.kind.rawValue)
                json.field("task_id", task.id)
                json.field("video_id", view.video.id)
                json.field("image_file_id", task.inputs.imageFileID)
                json.field("video_file_id", task.inputs.videoFileID)
                json.field("sha256", view.file.blob)
                json.field("created_at", view.video.createdAt)
            }
        }
    }
}
