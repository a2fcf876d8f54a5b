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

    private static let music = InputField<FileID?>.optional(
        "music_file_id", Input<FileID>.id(of: "a file"), "Heard behind the speech, over and over. Or give `music_url`.")
    private static let volume = InputField<Double?>.optional(
        "music_volume", Input<Double>.number(0...1), "Where nobody speaks; it goes down behind speech. 0.25 by default."
    )

    static let body = BodyReader<FilmRequest>(
        named: "Film", scenes, format, subtitles, burnt, music, SourceField.url("music"), volume, mode, title,
        WebhookField.url
    ) {
        scenes, format, subtitles, burnt, music, musicURL, volume, mode, title, webhook throws(ErrorBody) in
        var film = Tasks.FilmOrder(scenes: scenes.map(\.scene), title: title, webhook: webhook)
        film.format = format ?? .landscape
        film.mode = mode ?? .standard
        if subtitles == true { film.subtitles = .sidecar }
        film.music = try SourceField.optional(music, musicURL, "music")
        film.musicVolume = volume ?? film.musicVolume
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

    private static let colour = InputField<String?>.optional(
        "background_color", Input<String>.text(7...7, pattern: "^#[0-9a-fA-F]{6}$"), "Behind the figure: `#1b6647`.")
    private static let picture = InputField<FileID?>.optional(
        "background_image_file_id", Input<FileID>.id(of: "a file"), "A picture behind the figure.")
    private static let clip = InputField<FileID?>.optional(
        "background_video_file_id", Input<FileID>.id(of: "a file"), "A clip behind the figure, over and over.")
    private static let placing = InputField<FilmCut.Placing?>.optional(
        "position", PlacingRequest.body.input, "Where the figure stands; in the middle and as large as fits by default."
    )

    private static let rules: [Schema.Rule] =
        TalkRequest.rules + [
            Schema.Rule.atMostOne(of: ["background_color", "background_image_file_id", "background_video_file_id"])
        ]

    static let body = BodyReader<SceneRequest>(
        named: "FilmScene", script, SourceField.id("audio", "The recording to lip-sync to"), SourceField.url("audio"),
        VoiceField.voice, VoiceField.model, VoiceField.rate, VoiceField.pauses, VoiceField.pitch, avatar,
        SourceField.id("image", "The image that speaks"), SourceField.url("image"),
        SourceField.id("video", "The clip that speaks"), SourceField.url("video"), EngineField.engine, pause,
        transition, fresh, colour, picture, clip, placing,
        rules: rules
    ) {
        script, audioID, audioURL, voice, model, rate, pauses, pitch, avatar, imageID, imageURL, videoID, videoURL,
        engine, pause, transition, fresh, colour, picture, clip, placing throws(ErrorBody) in
        var wanted = Tasks.Submission(kind: .talkingVideo, avatar: avatar, engine: engine)
        wanted.image = try SourceField.optional(imageID, imageURL, "image")
        wanted.video = try SourceField.optional(videoID, videoURL, "video")
        wanted.audio = try SourceField.optional(audioID, audioURL, "audio")
        try TalkRequest.oneSpeaker(wanted)
        try TalkRequest.say(script, in: &wanted, voice: model) { () throws(ErrorBody) in
            try VoiceField.parameters(voice: voice, model: model, rate: rate, pauses: pauses, pitch: pitch)
        }
        guard [colour != nil, picture != nil, clip != nil].count(where: { $0 }) <= 1 else {
            throw .invalid(
                "background_color",
                "Give one of `background_color`, `background_image_file_id` and `background_video_file_id`.")
        }
        if let colour, colour.first != "#" || !colour.dropFirst().allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            throw .invalid("background_color", "`background_color` must be a colour such as #1b6647.")
        }
        let cut = FilmCut.Scene(
            pauseMs: pause ?? 0, transition: transition ?? .cut, colour: colour, placing: placing)
        return SceneRequest(
            scene: Tasks.FilmOrder.Scene(
                wanted, cut: cut, isFresh: fresh == true, picture: picture.map { .file($0) },
                clip: clip.map { .file($0) }))
    }
}

/// Where a figure stands in the frame.
enum PlacingRequest {
    private static let x = InputField<Double>.field(
        "x", Input<Double>.number(0...1), "Of the middle of its picture, from the left.")
    private static let y = InputField<Double>.field("y", Input<Double>.number(0...1), "Likewise, from the top.")
    private static let size = InputField<Double>.field(
        "size", Input<Double>.number(0.1...1), "Share of the frame that its picture just fits into.")

    static let body = BodyReader<FilmCut.Placing>(named: "FigurePosition", x, y, size) {
        x, y, size throws(ErrorBody) in FilmCut.Placing(x: x, y: y, size: size)
    }
}
