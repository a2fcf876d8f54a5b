import Domain
import Studio

/// A medium as its owner sees it, with addresses that work without a header for an hour.
struct FileBody: Body, Sendable {
    let file: MediaFile
    let addresses: MediaAddresses

    static var name: String? { "File" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.file.id }
        fields.add("kind") { $0.file.kind }
        fields.add("origin") { $0.file.origin }
        fields.add("title") { $0.file.title }
        fields.add("size_bytes") { $0.file.facts.sizeBytes }
        fields.add("sha256") { $0.file.blob }
        fields.add("container", "Such as `mp4` or `png`.") { $0.file.facts.container }
        fields.add("duration_ms", "Null for an image.") { $0.file.facts.durationMs }
        fields.add("video", "Null for audio.") { $0.file.facts.video }
        fields.add("audio", "Null without sound.") { $0.file.facts.audio }
        fields.add(
            "unreadable_sound",
            "The codec of the only sound when it cannot be decoded: the video is used without sound."
        ) { $0.file.facts.unreadableSound }
        fields.add("url", "Signed; expires after an hour.") { $0.addresses.content($0.file.id) }
        fields.add("thumbnail_url", "Signed; expires after an hour. Null for audio.") {
            $0.file.kind == .audio ? nil : $0.addresses.thumbnail($0.file.id)
        }
        fields.add("created_at") { $0.file.createdAt }
    }
}

extension MediaFacts.Video: Body {
    static var name: String? { "VideoFacts" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("codec") { $0.codec }
        fields.add("width", "In pixels, after rotation.") { $0.width }
        fields.add("height", "In pixels, after rotation.") { $0.height }
        fields.add("fps", "Average frames per second; null for an image.") { $0.fps }
        fields.add("rotation", "Degrees clockwise that the container asks a player to turn.") { $0.rotation }
        fields.add("frames") { $0.frames }
        fields.add("pixel_format") { $0.pixelFormat }
    }
}

extension MediaFacts.Audio: Body {
    static var name: String? { "AudioFacts" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("codec") { $0.codec }
        fields.add("sample_rate", "In hertz.") { $0.sampleRate }
        fields.add("channels") { $0.channels }
    }
}
