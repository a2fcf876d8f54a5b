import Domain
import Studio

/// What a film was asked for: the same fields as the request has.
struct FilmOrderBody: Body, Sendable {
    let order: Tasks.FilmOrder

    static var name: String? { "FilmOrder" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("title") { $0.order.title }
        fields.add("format") { $0.order.format }
        fields.add("mode") { $0.order.mode }
        fields.add("subtitles") { $0.order.subtitles == .sidecar }
        fields.add("burn_subtitles") { $0.order.subtitles == .burned }
        fields.add("music_file_id") { $0.order.music?.fileID }
        fields.add("music_volume") { $0.order.musicVolume }
        fields.add("scenes") { $0.order.scenes.map(Scene.init) }
    }

    struct Scene: Body {
        let scene: Tasks.FilmOrder.Scene

        static var name: String? { "FilmOrderScene" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("script", "The whole of it.") { $0.scene.submission.text }
            fields.add("voice") { $0.scene.submission.options["voice"] }
            fields.add("voice_model_id") { $0.scene.submission.voice }
            fields.add("rate") { $0.number("rate") }
            fields.add("pauses") { $0.number("pauses") }
            fields.add("pitch") { $0.number("pitch") }
            fields.add("video_model_id") { $0.scene.submission.avatar }
            fields.add("image_file_id") { $0.scene.submission.image?.fileID }
            fields.add("video_file_id") { $0.scene.submission.video?.fileID }
            fields.add("audio_file_id") { $0.scene.submission.audio?.fileID }
            fields.add("pause_ms") { $0.scene.cut.pauseMs }
            fields.add("transition") { $0.scene.cut.transition }
            fields.add("background_color") { $0.scene.cut.colour }
            fields.add("background_image_file_id") { $0.scene.picture?.fileID }
            fields.add("background_video_file_id") { $0.scene.clip?.fileID }
            fields.add("position", "Null for the middle, as large as fits.") { $0.scene.cut.placing.map(Placing.init) }
        }

        private func number(_ option: String) -> Double? { scene.submission.options[option].flatMap(Double.init) }
    }

    struct Placing: Body {
        let placing: FilmCut.Placing

        init(_ placing: FilmCut.Placing) { self.placing = placing }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("x") { $0.placing.x }
            fields.add("y") { $0.placing.y }
            fields.add("size") { $0.placing.size }
        }
    }
}

extension FileSource {
    /// Nil for what lies outside.
    fileprivate var fileID: FileID? {
        switch self {
        case .file(let id): id
        case .url: nil
        }
    }
}
