import Domain
import Studio

/// A request body that asks for generation.
protocol GenerationRequest: Decodable, Sendable {
    static var schema: Schema { get }
}

/// A file of the account or an address to fetch it from, as a body names them: `image_file_id` or `image_url`.
enum SourceField {
    /// Nil when neither is given.
    static func optional(_ id: String?, _ url: String?, _ noun: String) throws(ErrorBody) -> FileSource? {
        switch (id, url) {
        case (nil, nil): return nil
        case (let id?, nil):
            guard let fileID = FileID(rawValue: id) else {
                throw .invalid("\(noun)_file_id", "`\(noun)_file_id` is not the id of a file.")
            }
            return .file(fileID)
        case (nil, let url?): return .url(url)
        case (_?, _?): throw .invalid("\(noun)_url", "Give either `\(noun)_file_id` or `\(noun)_url`.")
        }
    }

    static func required(_ id: String?, _ url: String?, _ noun: String) throws(ErrorBody) -> FileSource {
        guard let source = try optional(id, url, noun) else {
            throw .invalid("\(noun)_file_id", "`\(noun)_file_id` or `\(noun)_url` is missing.")
        }
        return source
    }

    static func schema(_ noun: String, _ what: String) -> [Schema.Field] {
        [
            .optional("\(noun)_file_id", .id, "\(what); or `\(noun)_url`."),
            .optional("\(noun)_url", .string(format: "uri"), "Fetched by the server; public http or https."),
        ]
    }
}

/// `POST /videos/animate-move` and `/videos/animate-mix`.
struct AnimationRequest: GenerationRequest {
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
        .object(
            SourceField.schema("image", "The picture") + SourceField.schema("video", "The clip that moves it") + [
                Schema.Field("mode", .choice(GenerationTask.Mode.allCases.map(\.rawValue))),
                .optional("engine", .string(), "The server's choice unless told."),
                .optional("title", .string(), "Of the result; 1 to 200 characters."),
            ]))

    func submission(_ kind: GenerationTask.Kind) throws(ErrorBody) -> Tasks.Submission {
        guard webhookURL == nil else {
            throw .invalid("webhook_url", "This server does not send webhooks; follow `urls.events` instead.")
        }
        return Tasks.Submission(
            kind: kind, image: try SourceField.required(imageFileID, imageURL, "image"),
            video: try SourceField.required(videoFileID, videoURL, "video"), mode: try ModeField.mode(mode),
            engine: engine, title: title)
    }
}

/// `mode` of a body.
enum ModeField {
    static func mode(_ text: String) throws(ErrorBody) -> GenerationTask.Mode {
        guard let mode = GenerationTask.Mode(rawValue: text) else {
            throw .invalid("mode", "`mode` must be wan-std or wan-pro.")
        }
        return mode
    }
}

/// Who speaks: a built-in voice or a cloned one.
enum VoiceField {
    static func model(_ id: String?) throws(ErrorBody) -> ModelID? {
        guard let id else { return nil }
        guard let model = ModelID(rawValue: id) else {
            throw .invalid("voice_model_id", "`voice_model_id` is not the id of a voice model.")
        }
        return model
    }

    /// - Parameter rate: 1 is the voice's own.
    static func parameters(voice: String?, model: ModelID?, rate: Double?) throws(ErrorBody) -> [String: String] {
        var parameters: [String: String] = [:]
        switch (voice, model) {
        case (nil, nil): throw .invalid("voice", "`voice` or `voice_model_id` is missing.")
        case (_?, _?): throw .invalid("voice", "Give either `voice` or `voice_model_id`.")
        case (let voice?, nil):
            guard (1...100).contains(voice.utf8.count) else { throw .invalid("voice", "`voice` is not a voice.") }
            parameters["voice"] = voice
        case (nil, _?): break
        }
        if let rate {
            guard (0.5...2).contains(rate) else { throw .invalid("rate", "`rate` must be from 0.5 to 2.") }
            parameters["rate"] = String(rate)
        }
        return parameters
    }

    static let schema: [Schema.Field] = [
        .optional("voice", .string(), "One of `GET /voices`; or `voice_model_id`."),
        .optional("voice_model_id", .id, "A cloned voice."),
        .optional("rate", .number, "0.5 to 2; 1 is the voice's own."),
    ]
}

/// `POST /generate/speech`.
struct SpeechRequest: GenerationRequest {
    let text: String
    let voice: String?
    let voiceModelID: String?
    let rate: Double?
    let format: String?
    let title: String?

    enum CodingKeys: String, CodingKey {
        case text, voice, rate, format, title
        case voiceModelID = "voice_model_id"
    }

    static let schema = Schema.named(
        "Speech",
        .object(
            [Schema.Field("text", .string(), "1 to 100,000 characters, taken literally.")] + VoiceField.schema + [
                .optional("format", .choice(["wav"])),
                .optional("title", .string(), "Of the result; 1 to 200 characters."),
            ]))

    func submission() throws(ErrorBody) -> Tasks.Submission {
        guard format == nil || format == "wav" else { throw .invalid("format", "`format` must be wav.") }
        let model = try VoiceField.model(voiceModelID)
        return Tasks.Submission(
            kind: .speech, voice: model, text: text,
            options: try VoiceField.parameters(voice: voice, model: model, rate: rate), title: title)
    }
}

/// `POST /generate`.
struct TalkRequest: GenerationRequest {
    let script: String?
    let audioFileID: String?
    let audioURL: String?
    let voice: String?
    let voiceModelID: String?
    let rate: Double?
    let videoModelID: String?
    let imageFileID: String?
    let imageURL: String?
    let videoFileID: String?
    let videoURL: String?
    let subtitles: Bool?
    let burnSubtitles: Bool?
    let mode: String?
    let title: String?

    enum CodingKeys: String, CodingKey {
        case script, voice, rate, subtitles, mode, title
        case audioFileID = "audio_file_id"
        case audioURL = "audio_url"
        case voiceModelID = "voice_model_id"
        case videoModelID = "video_model_id"
        case imageFileID = "image_file_id"
        case imageURL = "image_url"
        case videoFileID = "video_file_id"
        case videoURL = "video_url"
        case burnSubtitles = "burn_subtitles"
    }

    static let schema = Schema.named(
        "TalkingVideo",
        .object(
            [
                Schema.Field.optional("script", .string(), "1 to 100,000 characters; or a sound file."),
                .optional("video_model_id", .id, "The avatar that speaks; or a picture; or a clip."),
            ] + SourceField.schema("audio", "The sound to speak with") + VoiceField.schema
                + SourceField.schema("image", "The picture that speaks")
                + SourceField.schema("video", "The clip that speaks") + [
                    .optional("subtitles", .boolean, "Makes a WebVTT beside the video."),
                    .optional("burn_subtitles", .boolean, "Draws them into the picture instead."),
                    .optional("mode", .choice(GenerationTask.Mode.allCases.map(\.rawValue))),
                    .optional("title", .string(), "Of the result; 1 to 200 characters."),
                ]))

    func submission() throws(ErrorBody) -> Tasks.Submission {
        var wanted = Tasks.Submission(kind: .talkingVideo, title: title)
        wanted.image = try SourceField.optional(imageFileID, imageURL, "image")
        wanted.video = try SourceField.optional(videoFileID, videoURL, "video")
        wanted.avatar = try avatar()
        let speakers = [wanted.image != nil, wanted.video != nil, wanted.avatar != nil].count { $0 }
        guard speakers == 1 else {
            throw .invalid("video_model_id", "Give one of `video_model_id`, `image_file_id` and `video_file_id`.")
        }
        wanted.audio = try SourceField.optional(audioFileID, audioURL, "audio")
        guard (wanted.audio == nil) != (script == nil) else {
            throw .invalid("script", "Give either `script` or `audio_file_id`.")
        }
        if let script {
            wanted.voice = try VoiceField.model(voiceModelID)
            wanted.text = script
            wanted.options = try VoiceField.parameters(voice: voice, model: wanted.voice, rate: rate)
        }
        if burnSubtitles == true || subtitles == true {
            guard script != nil else { throw .invalid("subtitles", "Subtitles are made from a `script`.") }
            wanted.options["subtitles"] = burnSubtitles == true ? "burned" : "sidecar"
        }
        if let mode { wanted.mode = try ModeField.mode(mode) }
        return wanted
    }

    private func avatar() throws(ErrorBody) -> ModelID? {
        guard let videoModelID else { return nil }
        guard let id = ModelID(rawValue: videoModelID) else {
            throw .invalid("video_model_id", "`video_model_id` is not the id of a video model.")
        }
        return id
    }
}
