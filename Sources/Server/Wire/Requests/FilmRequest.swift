import Domain
import Studio

/// `POST /generate/film`.
struct FilmRequest: InputBody {
    let film: Tasks.FilmOrder

    private static let scenes = InputField<[SceneRequest]>.field(
        "scenes", Input<[SceneRequest]>.list(of: SceneRequest.body.input, 1...FilmCut.mostScenes),
        "In the order they are shown in.")
    private static let format = InputField<FilmCut.Format?>.optional(
        "format", Input<FilmCut.Format>.word, "`landscape` (16:9), `portrait` (9:16) or `square`.")
    private static let subtitles = InputField<Bool?>.optional(
        "subtitles", Input<Bool>.flag, "Adds WebVTT subtitles of the whole film as a separate file.")
    private static let burnt = InputField<Bool?>.optional(
        "burn_subtitles", Input<Bool>.flag, "Draws the subtitles into the picture instead.")
    private static let mode = InputField<GenerationTask.Mode?>.optional("mode", Input<GenerationTask.Mode>.word)
    private static let title = InputField<String?>.optional(
        "title", Input<String>.title(Title.longest), "For the result.")

    static let body = BodyReader<FilmRequest>(
        named: "Film", scenes, format, subtitles, burnt, mode, title, WebhookField.url
    ) { scenes, format, subtitles, burnt, mode, title, webhook throws(ErrorBody) in
        var film = Tasks.FilmOrder(scenes: scenes.map(\.scene), title: title, webhook: webhook)
        film.format = format ?? .landscape
        film.mode = mode ?? .standard
        if subtitles == true { film.subtitles = .sidecar }
        if burnt == true { film.subtitles = .burned }
        return FilmRequest(film: film)
    }
}

/// A scene of a film.
struct SceneRequest: InputBody {
    let scene: Tasks.FilmOrder.Scene

    private static let script = InputField<String?>.optional(
        "script", Input<String>.text(1...Tasks.longestText, pattern: #"\S"#), "What is said. Or give `audio_file_id`.")
    private static let avatar = InputField<ModelID?>.optional(
        "video_model_id", Input<ModelID>.id(of: "a video model"), "The avatar that speaks. Or give an image or a clip.")
    private static let pause = InputField<Int?>.optional(
        "pause_ms", Input<Int>.whole(0...FilmCut.longestPauseMs), "How long its last picture stands.")
    private static let transition = InputField<FilmCut.Transition?>.optional(
        "transition", Input<FilmCut.Transition>.word, "From the scene before: `cut`, or `fade` through black.")
    private static let fresh = InputField<Bool?>.optional(
        "fresh", Input<Bool>.flag, "Makes the scene again even where the same one was made before.")

    static let body = BodyReader<SceneRequest>(
        named: "FilmScene", script, SourceField.id("audio", "The recording to lip-sync to"), SourceField.url("audio"),
        VoiceField.voice, VoiceField.model, VoiceField.rate, VoiceField.pauses, VoiceField.pitch, avatar,
        SourceField.id("image", "The image that speaks"), SourceField.url("image"),
        SourceField.id("video", "The clip that speaks"), SourceField.url("video"), EngineField.engine, pause,
        transition, fresh, rules: TalkRequest.rules
    ) {
        script, audioID, audioURL, voice, model, rate, pauses, pitch, avatar, imageID, imageURL, videoID, videoURL,
        engine, pause, transition, fresh throws(ErrorBody) in
        var wanted = Tasks.Submission(kind: .talkingVideo, avatar: avatar, engine: engine)
        wanted.image = try SourceField.optional(imageID, imageURL, "image")
        wanted.video = try SourceField.optional(videoID, videoURL, "video")
        wanted.audio = try SourceField.optional(audioID, audioURL, "audio")
        try TalkRequest.oneSpeaker(wanted)
        try TalkRequest.say(script, in: &wanted, voice: model) { () throws(ErrorBody) in
            try VoiceField.parameters(voice: voice, model: model, rate: rate, pauses: pauses, pitch: pitch)
        }
        let cut = FilmCut.Scene(pauseMs: pause ?? 0, transition: transition ?? .cut)
        return SceneRequest(scene: Tasks.FilmOrder.Scene(wanted, cut: cut, isFresh: fresh == true))
    }
}
