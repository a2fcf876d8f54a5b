import Domain
import Studio

/// A task as its owner sees it.
struct TaskBody: Body, Sendable {
    let view: TaskView
    let addresses: MediaAddresses

    static var name: String? { "Task" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.view.task.id }
        fields.add("kind") { $0.view.task.kind }
        fields.add("status") { $0.view.task.status }
        fields.add("title") { $0.view.task.title }
        fields.add("stage", "What the engine is doing; empty until it starts.") { $0.view.stage }
        fields.add("progress", "Over the whole task.", as: .decimal(0...1)) { $0.view.progress }
        fields.add("position", "Place in the queue, starting at 1; null unless the task is waiting.") {
            $0.view.position
        }
        fields.add("eta_seconds", "Estimated seconds until the task ends.") { $0.view.etaSeconds }
        fields.add("engine") { $0.view.task.engine }
        fields.add("mode") { $0.view.task.mode }
        fields.add("inputs") { Inputs(inputs: $0.view.task.inputs, addresses: $0.addresses) }
        fields.add("result", "Null until the task has succeeded, and once its result was deleted.") { body in
            body.view.result.map { Result(result: $0, addresses: body.addresses) }
        }
        fields.add("error", "Null unless the task failed.") { $0.view.task.failure }
        fields.addIfPresent("scenes", "Of a film, in their order.") { body in
            body.view.task.kind == .film ? body.view.scenes.map { Scene(scene: $0, addresses: body.addresses) } : nil
        }
        fields.addIfPresent("film_id", "The film that the task makes a scene of.") { $0.view.task.parent?.taskID }
        fields.add("attempt") { $0.view.task.attempt }
        fields.add("max_attempts") { $0.view.task.maxAttempts }
        fields.add("credits") { Credits(held: $0.view.creditsHeld, charged: $0.view.creditsCharged) }
        fields.add("urls") { Addresses(id: $0.view.task.id) }
        fields.add("created_at") { $0.view.task.createdAt }
        fields.add("started_at") { $0.view.task.startedAt }
        fields.add("finished_at") { $0.view.task.finishedAt }
    }

    struct Inputs: Body {
        let inputs: GenerationTask.Inputs
        let addresses: MediaAddresses

        static var name: String? { "TaskInputs" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("image_file_id") { $0.inputs.imageFileID }
            fields.add("video_file_id") { $0.inputs.videoFileID }
            fields.add("audio_file_id") { $0.inputs.audioFileID }
            fields.add("video_model_id", "The avatar that speaks.") { $0.inputs.videoModelID }
            fields.add("voice_model_id", "The cloned voice that speaks.") { $0.inputs.voiceModelID }
            fields.add("voice", "The built-in voice that speaks.") { $0.inputs.options["voice"] }
            fields.add("script", "The first 300 characters of the spoken text.") { $0.inputs.scriptExcerpt }
            fields.add("audio_url", "Signed; expires after an hour.") {
                $0.inputs.audioFileID.map($0.addresses.content)
            }
            fields.add("image_url", "Signed; expires after an hour.") {
                $0.inputs.imageFileID.map($0.addresses.content)
            }
            fields.add("video_url", "Signed; expires after an hour.") {
                $0.inputs.videoFileID.map($0.addresses.content)
            }
            fields.add("image_thumbnail_url") { $0.inputs.imageFileID.map($0.addresses.thumbnail) }
            fields.add("video_thumbnail_url") { $0.inputs.videoFileID.map($0.addresses.thumbnail) }
        }
    }

    struct Result: Body {
        let result: TaskView.Result
        let addresses: MediaAddresses

        private var hasPicture: Bool { result.file.map { $0.kind != .audio } ?? false }
        private var hasSubtitles: Bool { result.sidecars.contains(.subtitles) }

        static var name: String? { "TaskResult" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("video_id", "The library entry, for a video.") { $0.result.videoID }
            fields.add("file_id", "The file to play; for a training, its preview.") { $0.result.file?.id }
            fields.add("url", "Signed; expires after an hour.") { ($0.result.file?.id).map($0.addresses.content) }
            fields.add("thumbnail_url", "Signed; expires after an hour. Null for audio.") {
                $0.hasPicture ? ($0.result.file?.id).map($0.addresses.thumbnail) : nil
            }
            fields.add("duration_ms") { $0.result.file?.facts.durationMs }
            fields.add("width") { $0.result.file?.facts.video?.width }
            fields.add("height") { $0.result.file?.facts.video?.height }
            fields.add("subtitles_url", "WebVTT.") {
                $0.hasSubtitles ? ($0.result.file?.id).map($0.addresses.subtitles) : nil
            }
            fields.add("video_model_id", "The trained avatar.") {
                $0.result.model?.kind == .video ? $0.result.model?.id : nil
            }
            fields.add("voice_model_id", "The cloned voice.") {
                $0.result.model?.kind == .voice ? $0.result.model?.id : nil
            }
        }
    }

    /// A scene of a film. Its task is found by its id like any other, but stands in no list.
    struct Scene: Body {
        let scene: TaskView.Scene
        let addresses: MediaAddresses

        private var file: FileID? { scene.task.resultFileID }

        static var name: String? { "TaskScene" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("task_id") { $0.scene.task.id }
            fields.add("status") { $0.scene.task.status }
            fields.add("stage") { $0.scene.stage }
            fields.add("progress", as: .decimal(0...1)) { $0.scene.progress }
            fields.add("reused", "Whether it was made for an earlier film, and costs nothing.") { $0.scene.isReused }
            fields.add("inputs") { Inputs(inputs: $0.scene.task.inputs, addresses: $0.addresses) }
            fields.add("pause_ms") { $0.scene.cut.pauseMs }
            fields.add("transition") { $0.scene.cut.transition }
            fields.add("background_color") { $0.scene.cut.colour }
            fields.add("error") { $0.scene.task.failure }
            fields.add("url", "Signed; expires after an hour. Null until it is made.") {
                $0.file.map($0.addresses.content)
            }
            fields.add("thumbnail_url") { $0.file.map($0.addresses.thumbnail) }
        }
    }

    struct Credits: Body {
        let held: Int
        let charged: Int

        static var name: String? { "TaskCredits" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("held", "Reserved until the task ends.") { $0.held }
            fields.add("charged") { $0.charged }
        }
    }

    /// Where the task itself is found.
    struct Addresses: Body {
        private let own: String

        init(id: TaskID) { own = "/api/v1/tasks/" + id.rawValue }

        static var name: String? { "TaskUrls" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("get") { $0.own }
            fields.add("cancel", "Send DELETE here.") { $0.own }
            fields.add("events", "Server-sent events.") { $0.own + "/events" }
        }
    }
}

extension GenerationTask.Failure: Body {
    static var name: String? { "TaskFailure" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("code") { $0.code }
        fields.add("message") { $0.message }
        fields.add("retryable", "Whether the same task may succeed if it is retried.") { $0.isRetryable }
    }
}

/// `progress` of an event stream.
struct ProgressBody: Body {
    let taskID: TaskID?
    let stage: String
    let progress: Double
    let etaSeconds: Double?

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("task_id") { $0.taskID }
        fields.add("stage") { $0.stage }
        fields.add("progress", as: .decimal(0...1)) { $0.progress }
        fields.add("eta_seconds") { $0.etaSeconds }
    }
}

/// `log` of an event stream.
struct LogBody: Body {
    let taskID: TaskID?
    let message: String

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("task_id") { $0.taskID }
        fields.add("message") { $0.message }
    }
}
