import Domain
import HTTPTypes
import Hummingbird
import ServiceLifecycle
import Studio

/// `/videos/animate-move` and `/tasks`: asks for generation and follows it.
struct TasksController {
    let tasks: Tasks
    let addresses: MediaAddresses
    let limits: ServerLimits

    var operations: [Operation] {
        let submit = Operation.signedIn(
            .post, "/videos/animate-move", "Animate a picture by a clip", tag: "Generation",
            .data(TaskBody.schema, "The task; with `Prefer: wait` as far as it has come by then.", status: 202),
            handler: submit
        ).with(
            parameters: [Operation.Parameter.header("Prefer", "`wait=30` answers when the task ends, or after 30 s.")],
            body: .json(Submission.schema), replaysByKey: true)
        let show = Operation.signedIn(
            .get, "/tasks/{id}", "Show a task", tag: "Generation", .data(TaskBody.schema, "The task."), handler: show)
        let list = Operation.signedIn(
            .get, "/tasks", "List the tasks", tag: "Generation",
            .data(.page(of: TaskBody.schema), "Tasks, newest first."), handler: list
        ).with(
            parameters: Operation.Parameter.paging + [
                .query("status", .choice(GenerationTask.Status.allCases.map(\.rawValue)), "Only these."),
                .query("kind", .choice(GenerationTask.Kind.allCases.map(\.rawValue)), "Only these."),
            ])
        return [
            submit, submit.at("/tasks/animate-move"),
            .signedIn(
                .post, "/videos/animate-move/estimate", "Check and estimate without queueing", tag: "Generation",
                .data(EstimateBody.schema, "What it would cost and take."), handler: estimate
            ).with(body: .json(Submission.schema)),
            show, show.at("/videos/tasks/{id}"), list, list.at("/tasks/user/tasks"),
            .signedIn(
                .delete, "/tasks/{id}", "Cancel a task", tag: "Generation",
                .data(TaskBody.schema, "The task, cancelled."), handler: cancel),
            .signedIn(
                .post, "/tasks/{id}/retry", "Try a task again", tag: "Generation",
                .data(TaskBody.schema, "The task, in the queue again.", status: 202), handler: retry
            ).with(replaysByKey: true),
        ]
    }

    private func submit(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(Submission.self, limits)
        let account = call.caller.account.id
        var view = try await tasks.submit(body.submission(kind: .animateMove), account: account)
        var headers = HTTPFields()
        if let wait = Preference.wait(call.request.headers, atMost: limits.wait) {
            headers[.preferenceApplied] = "wait=\(wait.components.seconds)"
            // A server that shuts down answers with the task as it is now.
            let id = view.task.id
            let later = try? await cancelWhenGracefulShutdown {
                try await tasks.wait(for: id, account: account, upTo: wait)
            }
            view = later ?? view
        }
        headers[.location] = "/api/v1/tasks/\(view.task.id.rawValue)"
        return Answer.data(TaskBody(view: view, addresses: addresses), status: .accepted, headers: headers)
    }

    private func estimate(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(Submission.self, limits)
        let estimate = try await tasks.estimate(body.submission(kind: .animateMove), account: call.caller.account.id)
        return Answer.data(EstimateBody(estimate: estimate))
    }

    private func show(_ call: Call) async throws -> Response {
        let view = try await tasks.get(call.visit.id("task"), account: call.caller.account.id)
        return Answer.data(TaskBody(view: view, addresses: addresses))
    }

    private func list(_ call: Call) async throws -> Response {
        let visit = call.visit
        let page = try await tasks.list(
            account: call.caller.account.id, status: visit.filter("status", as: GenerationTask.Status.self),
            kind: visit.filter("kind", as: GenerationTask.Kind.self), page: visit.page())
        return Answer.data(PageBody(page: page.map { TaskBody(view: $0, addresses: addresses) }))
    }

    private func cancel(_ call: Call) async throws -> Response {
        let view = try await tasks.cancel(call.visit.id("task"), account: call.caller.account.id)
        return Answer.data(TaskBody(view: view, addresses: addresses))
    }

    private func retry(_ call: Call) async throws -> Response {
        let view = try await tasks.retry(call.visit.id("task"), account: call.caller.account.id)
        return Answer.data(TaskBody(view: view, addresses: addresses), status: .accepted)
    }
}

extension TasksController {
    private struct Submission: Decodable {
        let imageFileID: String?
        let imageURL: String?
        let videoFileID: String?
        let videoURL: String?
        let mode: String
        let engine: String?
        let title: String?
        let webhookURL: String?

        enum CodingKeys: String, CodingKey {
            case imageFileID = "image_file_id"
            case imageURL = "image_url"
            case videoFileID = "video_file_id"
            case videoURL = "video_url"
            case mode, engine, title
            case webhookURL = "webhook_url"
        }

        static let schema = Schema.named(
            "Animation",
            .object([
                .optional("image_file_id", .id, "The picture; or `image_url`."),
                .optional("image_url", .string(format: "uri"), "Fetched by the server; public http or https."),
                .optional("video_file_id", .id, "The clip that moves it; or `video_url`."),
                .optional("video_url", .string(format: "uri"), "Fetched by the server; public http or https."),
                Schema.Field("mode", .choice(GenerationTask.Mode.allCases.map(\.rawValue))),
                .optional("engine", .string(), "The server's choice unless told."),
                .optional("title", .string(), "Of the result; 1 to 200 characters."),
            ]))

        func submission(kind: GenerationTask.Kind) throws(ErrorBody) -> Tasks.Submission {
            guard let mode = GenerationTask.Mode(rawValue: mode) else {
                throw .invalid("mode", "`mode` must be wan-std or wan-pro.")
            }
            guard webhookURL == nil else {
                throw .invalid("webhook_url", "This server does not send webhooks; follow `urls.events` instead.")
            }
            return Tasks.Submission(
                kind: kind, image: try source(imageFileID, imageURL, noun: "image"),
                video: try source(videoFileID, videoURL, noun: "video"), mode: mode, engine: engine, title: title)
        }

        private func source(_ id: String?, _ url: String?, noun: String) throws(ErrorBody) -> FileSource {
            switch (id, url) {
            case (let id?, nil):
                guard let fileID = FileID(rawValue: id) else {
                    throw .invalid("\(noun)_file_id", "`\(noun)_file_id` is not the id of a file.")
                }
                return .file(fileID)
            case (nil, let url?):
                return .url(url)
            case (nil, nil):
                throw .invalid("\(noun)_file_id", "`\(noun)_file_id` or `\(noun)_url` is missing.")
            case (_?, _?):
                throw .invalid("\(noun)_url", "Give either `\(noun)_file_id` or `\(noun)_url`.")
            }
        }
    }

    private struct EstimateBody: JSONValue {
        let estimate: EngineEstimate

        static let schema = Schema.named(
            "Estimate",
            .object([
                Schema.Field("credits", .integer), Schema.Field("seconds", .number),
                Schema.Field("frames", .nullable(.integer)), Schema.Field("warnings", .array(.string())),
            ]))

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("credits", 0)
                json.field("seconds", estimate.seconds)
                json.field("frames", estimate.frames)
                json.field("warnings", estimate.warnings)
            }
        }
    }
}
