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
        Schema.Field("audio_file_id", .nullable(.id)), Schema.Field("video_model_id", .nullable(.id)),
        Schema.Field("voice_model_id", .nullable(.id)),
        Schema.Field("voice", .nullable(.string()), "The built-in voice that speaks."),
        Schema.Field("script", .nullable(.string()), "How the text begins that is spoken; 300 characters at most."),
        Schema.Field("image_url", .nullable(.string())), Schema.Field("video_url", .nullable(.string())),
        Schema.Field("audio_url", .nullable(.string())),
        Schema.Field("image_thumbnail_url", .nullable(.string())),
        Schema.Field("video_thumbnail_url", .nullable(.string())),
    ])

    private static let resultSchema = Schema.object([
        Schema.Field("video_id", .nullable(.id), "The library entry, of a video."),
        Schema.Field("file_id", .nullable(.id), "What can be played; of a training its preview."),
        Schema.Field("url", .nullable(.string())), Schema.Field("thumbnail_url", .nullable(.string())),
        Schema.Field("duration_ms", .nullable(.integer)), Schema.Field("width", .nullable(.integer)),
        Schema.Field("height", .nullable(.integer)),
        Schema.Field("subtitles_url", .nullable(.string()), "WebVTT."),
        Schema.Field("video_model_id", .nullable(.id), "The avatar that was prepared."),
        Schema.Field("voice_model_id", .nullable(.id), "The voice that was cloned."),
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
        json.field("audio_file_id", inputs.audioFileID)
        json.field("video_model_id", inputs.videoModelID)
        json.field("voice_model_id", inputs.voiceModelID)
        json.field("voice", inputs.options["voice"])
        json.field("script", inputs.scriptExcerpt)
        json.field("audio_url", inputs.audioFileID.map(addresses.content))
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
                let file = result.file
                let model = result.model
                let hasPicture = file.map { $0.kind != .audio } ?? false
                let hasSubtitles = result.sidecars.contains(.subtitles)
                json.field("video_id", result.videoID)
                json.field("file_id", file?.id)
                json.field("url", (file?.id).map(addresses.content))
                json.field("thumbnail_url", hasPicture ? (file?.id).map(addresses.thumbnail) : nil)
                json.field("duration_ms", file?.facts.durationMs)
                json.field("width", file?.facts.video?.width)
                json.field("height", file?.facts.video?.height)
                json.field("subtitles_url", hasSubtitles ? (file?.id).map(addresses.subtitles) : nil)
                json.field("video_model_id", model?.kind == .video ? model?.id : nil)
                json.field("voice_model_id", model?.kind == .voice ? model?.id : nil)
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
