import Domain
import Studio

/// A task as its owner sees it.
struct TaskBody: JSONValue, Sendable {
    let view: TaskView
    let addresses: MediaAddresses

    static let schema = Schema.named(
        "Task",
        .object([
            Schema.Field("id", .id), Schema.Field("kind", .choice(GenerationTask.Kind.allCases.map(\.rawValue))),
            Schema.Field("status", .choice(GenerationTask.Status.allCases.map(\.rawValue))),
            Schema.Field("title", .string()),
            Schema.Field("stage", .string(), "What the engine is doing; empty before it starts."),
            Schema.Field("progress", .number, "0 to 1 over the whole task."),
            Schema.Field("position", .nullable(.integer), "In the queue, from 1."),
            Schema.Field("eta_seconds", .nullable(.number)), Schema.Field("engine", .string()),
            Schema.Field("mode", .choice(GenerationTask.Mode.allCases.map(\.rawValue))),
            Schema.Field("inputs", inputsSchema), Schema.Field("result", .nullable(resultSchema)),
            Schema.Field(
                "error",
                .nullable(
                    .object([
                        Schema.Field("code", .string()), Schema.Field("message", .string()),
                        Schema.Field("retryable", .boolean),
                    ]))),
            Schema.Field("attempt", .integer), Schema.Field("max_attempts", .integer),
            Schema.Field(
                "credits", .object([Schema.Field("held", .integer), Schema.Field("charged", .integer)])),
            Schema.Field(
                "urls",
                .object([
                    Schema.Field("get", .string()), Schema.Field("cancel", .string()),
                    Schema.Field("events", .string()),
                ])),
            Schema.Field("created_at", .time), Schema.Field("started_at", .nullable(.time)),
            Schema.Field("finished_at", .nullable(.time)),
        ]))

    private static let inputsSchema = Schema.object([
        Schema.Field("image_file_id", .nullable(.id)), Schema.Field("video_file_id", .nullable(.id)),
        Schema.Field("image_url", .nullable(.string())), Schema.Field("video_url", .nullable(.string())),
        Schema.Field("image_thumbnail_url", .nullable(.string())),
        Schema.Field("video_thumbnail_url", .nullable(.string())),
    ])

    private static let resultSchema = Schema.object([
        Schema.Field("video_id", .id), Schema.Field("file_id", .id), Schema.Field("url", .string()),
        Schema.Field("thumbnail_url", .string()), Schema.Field("duration_ms", .nullable(.integer)),
        Schema.Field("width", .nullable(.integer)), Schema.Field("height", .nullable(.integer)),
    ])

    func write(to json: inout JSONWriter) {
        let task = view.task
        json.object { json in
            json.field("id", task.id)
            json.field("kind", task.kind.rawValue)
            json.field("status", task.status.rawValue)
            json.field("title", task.title)
            json.field("stage", view.stage)
            json.field("progress", view.progress)
            json.field("position", view.position)
            json.field("eta_seconds", view.etaSeconds)
            json.field("engine", task.engine)
            json.field("mode", task.mode.rawValue)
            json.field("inputs", object: writeInputs)
            json.field("result", view.result.map { ResultBody(result: $0, addresses: addresses) })
            json.field("error", task.failure)
            json.field("attempt", task.attempt)
            json.field("max_attempts", task.maxAttempts)
            json.field(
                "credits",
                object: { json in
                    json.field("held", task.creditsHeld)
                    json.field("charged", task.creditsCharged)
                })
            json.field(
                "urls",
                object: { json in
                    let own = "/api/v1/tasks/\(task.id.rawValue)"
                    json.field("get", own)
                    json.field("cancel", own)
                    json.field("events", own + "/events")
                })
            json.field("created_at", task.createdAt)
            json.field("started_at", task.startedAt)
            json.field("finished_at", task.finishedAt)
        }
    }

    private func writeInputs(to json: inout JSONWriter) {
        let inputs = view.task.inputs
        json.field("image_file_id", inputs.imageFileID)
        json.field("video_file_id", inputs.videoFileID)
        json.field("image_url", inputs.imageFileID.map(addresses.content))
        json.field("video_url", inputs.videoFileID.map(addresses.content))
        json.field("image_thumbnail_url", inputs.imageFileID.map(addresses.thumbnail))
        json.field("video_thumbnail_url", inputs.videoFileID.map(addresses.thumbnail))
    }

    private struct ResultBody: JSONValue {
        let result: TaskView.Result
        let addresses: MediaAddresses

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("video_id", result.videoID)
                json.field("file_id", result.fileID)
                json.field("url", addresses.content(result.fileID))
                json.field("thumbnail_url", addresses.thumbnail(result.fileID))
                json.field("duration_ms", result.durationMs)
                json.field("width", result.width)
                json.field("height", result.height)
            }
        }
    }
}

extension GenerationTask.Failure: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", code)
            json.field("message", message)
            json.field("retryable", isRetryable)
        }
    }
}
