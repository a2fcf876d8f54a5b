import Domain
import Studio

/// `POST /videos/animate-move` and `/videos/animate-mix`.
struct AnimationRequest: InputBody {
    let image: FileSource
    let video: FileSource
    let mode: GenerationTask.Mode
    let engine: String?
    let title: String?
    let webhook: String?
    let face: FacePlaceRequest?

    static let body = BodyReader(
        named: "Animation",
        SourceField.id("image", "The image to animate"), SourceField.url("image"),
        SourceField.id("video", "The clip that drives it"), SourceField.url("video"),
        .field(
            "mode", .word,
            "`wan-std` (Draft) is fast; `wan-pro` (Pro) is larger. The built-in engine renders up to 768 and 1280 pixels on the "
                + "longer side (mixes: 960 and 1280)."),
        EngineField.engine,
        .optional("title", .title(Title.longest), "For the result."), WebhookField.url, FacePlaceRequest.face,
        rules: [SourceField.rule("image"), SourceField.rule("video")]
    ) { imageID, imageURL, videoID, videoURL, mode, engine, title, webhook, face throws(ErrorBody) in
        AnimationRequest(
            image: try SourceField.required(imageID, imageURL, "image"),
            video: try SourceField.required(videoID, videoURL, "video"), mode: mode, engine: engine, title: title,
            webhook: webhook, face: face)
    }

    func submission(_ kind: GenerationTask.Kind) -> Tasks.Submission {
        var wanted = Tasks.Submission(
            kind: kind, image: image, video: video, mode: mode, engine: engine, title: title)
        wanted.webhook = webhook
        wanted.options["face"] = face?.option
        return wanted
    }
}

/// A place in a picture of several people, to tell which of them is meant.
struct FacePlaceRequest: InputBody {
    let x: Double
    let y: Double

    static let body = BodyReader(
        named: "FacePlace", .field("x", .number(0...1), "From the left, as a share of the image's width."),
        .field("y", .number(0...1), "From the top, as a share of its height."), make: Self.init)

    static let face = InputField<FacePlaceRequest?>.optional(
        "face", body.input,
        "Near the face that is meant, in an image of several. Without it, the largest one near the middle.")

    /// As engines are told it.
    var option: String { "\(x),\(y)" }
}

/// `POST /generate/speech`.
struct SpeechRequest: InputBody {
    enum Format: String, CaseIterable, Sendable { case wav }

    let submission: Tasks.Submission

    static let body = BodyReader(
        named: "Speech",
        .field("text", .spoken, "Spoken literally."), VoiceField.voice, VoiceField.model, VoiceField.rate,
        VoiceField.pauses, VoiceField.pitch, .optional("format", Input<Format>.word), EngineField.engine,
        .optional("title", .title(Title.longest), "For the result."), WebhookField.url,
        rules: [.one(of: ["voice", "voice_model_id"])]
    ) { text, voice, model, rate, pauses, pitch, _, engine, title, webhook throws(ErrorBody) in
        var wanted = Tasks.Submission(
            kind: .speech, voice: model, text: text,
            options: try VoiceField.parameters(voice: voice, model: model, rate: rate, pauses: pauses, pitch: pitch),
            engine: engine, title: title)
        wanted.webhook = webhook
        return SpeechRequest(submission: wanted)
    }
}

/// `POST /generate`.
struct TalkRequest: InputBody {
    let submission: Tasks.Submission

    static let body = BodyReader(
        named: "TalkingVideo",
        .optional("script", .spoken, "What the presenter says. Or give `audio_file_id`."),
        SourceField.id("audio", "The recording to lip-sync to"), SourceField.url("audio"),
        VoiceField.voice, VoiceField.model, VoiceField.rate, VoiceField.pauses, VoiceField.pitch,
        .optional("video_model_id", .id(of: "a video model"), "The avatar that speaks. Or give an image or a clip."),
        SourceField.id("image", "The image that speaks"), SourceField.url("image"),
        SourceField.id("video", "The clip that speaks"), SourceField.url("video"),
        .optional(
            "subtitles", .flag,
            "Adds WebVTT subtitles as a separate file. Those of a recording need the pack `recognition`."),
        .optional("burn_subtitles", .flag, "Draws the subtitles into the picture instead."),
        .optional("mode", Input<GenerationTask.Mode>.word), EngineField.engine,
        .optional("title", .title(Title.longest), "For the result."), WebhookField.url, FacePlaceRequest.face,
        rules: rules
    ) {
        script, audioID, audioURL, voice, model, rate, pauses, pitch, avatar, imageID, imageURL, videoID, videoURL,
        subtitles, burnt, mode, engine, title, webhook, face throws(ErrorBody) in
        var wanted = Tasks.Submission(kind: .talkingVideo, engine: engine, title: title)
        wanted.image = try SourceField.optional(imageID, imageURL, "image")
        wanted.video = try SourceField.optional(videoID, videoURL, "video")
        wanted.avatar = avatar
        wanted.audio = try SourceField.optional(audioID, audioURL, "audio")
        wanted.mode = mode ?? .standard
        try oneSpeaker(wanted)
        try say(script, in: &wanted, voice: model) { () throws(ErrorBody) in
            try VoiceField.parameters(voice: voice, model: model, rate: rate, pauses: pauses, pitch: pitch)
        }
        if burnt == true || subtitles == true {
            wanted.options["subtitles"] = burnt == true ? "burned" : "sidecar"
        }
        if let face {
            guard wanted.image != nil else { throw .invalid("face", "Only an image has a `face` to choose.") }
            wanted.options["face"] = face.option
        }
        wanted.webhook = webhook
        return TalkRequest(submission: wanted)
    }

    /// What holds between who speaks and what is said.
    static let rules: [Schema.Rule] = [
        .one(of: ["script", "audio_file_id", "audio_url"]),
        .one(of: ["video_model_id", "image_file_id", "image_url", "video_file_id", "video_url"]),
        .atMostOne(of: ["voice", "voice_model_id"]),
        .any(of: ["voice", "voice_model_id", "audio_file_id", "audio_url"]),
    ]

    /// Has a text spoken, unless a recording is.
    /// - Parameter parameters: of the voice; asked for only when there is a text.
    static func say(
        _ script: String?, in wanted: inout Tasks.Submission, voice: ModelID?,
        _ parameters: () throws(ErrorBody) -> [String: String]
    ) throws(ErrorBody) {
        guard (wanted.audio == nil) != (script == nil) else {
            throw .invalid("script", "Give either `script` or `audio_file_id`.")
        }
        guard let script else { return }
        wanted.voice = voice
        wanted.text = script
        wanted.options = try parameters()
    }

    static func oneSpeaker(_ wanted: Tasks.Submission) throws(ErrorBody) {
        let speakers = [wanted.image != nil, wanted.video != nil, wanted.avatar != nil].count { $0 }
        guard speakers == 1 else {
            throw .invalid(
                "video_model_id", "Give exactly one of `video_model_id`, `image_file_id` and `video_file_id`.")
        }
    }
}

extension Input where Value == String {
    /// A text to be spoken.
    fileprivate static var spoken: Input { text(1...Tasks.longestText, pattern: #"\S"#) }
}
