import Domain
import Studio

/// `POST /generate/film`.
struct FilmRequest: InputBody {
    let film: Tasks.FilmOrder

    static let body = BodyReader(
        named: "Film",
        .field("scenes", .list(of: SceneRequest.body.input, 1...FilmCut.mostScenes), "In the order they are shown in."),
        .optional("format", Input<FilmCut.Format>.word, "`landscape` (16:9), `portrait` (9:16) or `square`."),
        .optional("subtitles", .flag, "Adds WebVTT subtitles of the whole film as a separate file."),
        .optional("burn_subtitles", .flag, "Draws the subtitles into the picture instead."),
        .optional("mode", Input<GenerationTask.Mode>.word),
        .optional("title", .title(Title.longest), "For the result."), WebhookField.url
    ) { scenes, format, subtitles, burnt, mode, title, webhook throws(ErrorBody) in
        FilmRequest(
            film: Tasks.FilmOrder(
                scenes: scenes.map(\.scene), format: format ?? .landscape,
                subtitles: burnt == true ? .burned : subtitles == true ? .sidecar : .none, mode: mode ?? .standard,
                title: title, webhook: webhook))
    }
}

/// A scene of a film.
struct SceneRequest: InputBody {
    let scene: Tasks.FilmOrder.Scene

    static let body = BodyReader(
        named: "FilmScene",
        .optional("script", .text(1...Tasks.longestText, pattern: #"\S"#), "What is said. Or give `audio_file_id`."),
        SourceField.id("audio", "The recording to lip-sync to"), SourceField.url("audio"),
        VoiceField.voice, VoiceField.model, VoiceField.rate, VoiceField.pauses, VoiceField.pitch,
        .optional("video_model_id", .id(of: "a video model"), "The avatar that speaks. Or give an image or a clip."),
        SourceField.id("image", "The image that speaks"), SourceField.url("image"),
        SourceField.id("video", "The clip that speaks"), SourceField.url("video"),
        EngineField.engine,
        .optional("pause_ms", .whole(0...FilmCut.longestPauseMs), "How long its last picture stands."),
        .optional(
            "transition", Input<FilmCut.Transition>.word, "From the scene before: `cut`, or `fade` through black."),
        .optional("fresh", .flag, "Makes the scene again even where the same one was made before."),
        rules: TalkRequest.rules
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
        return SceneRequest(
            scene: Tasks.FilmOrder.Scene(
                wanted, cut: FilmCut.Scene(pauseMs: pause ?? 0, transition: transition ?? .cut),
                isFresh: fresh == true))
    }
}
