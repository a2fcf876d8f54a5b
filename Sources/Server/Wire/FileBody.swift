import Domain
import Studio

/// A medium as its owner sees it, with addresses that work without a header for an hour.
struct FileBody: JSONValue, Sendable {
    let file: MediaFile
    let addresses: MediaAddresses

    static let schema = Schema.named(
        "File",
        .object([
            Schema.Field("id", .id), Schema.Field("kind", .choice(MediaFile.Kind.allCases.map(\.rawValue))),
            Schema.Field("origin", .choice(["upload", "url", "result"])), Schema.Field("title", .string()),
            Schema.Field("size_bytes", .integer), Schema.Field("sha256", .string()),
            Schema.Field("container", .string()), Schema.Field("duration_ms", .nullable(.integer)),
            Schema.Field(
                "video",
                .nullable(
                    .object([
                        Schema.Field("codec", .string()), Schema.Field("width", .integer),
                        Schema.Field("height", .integer), Schema.Field("fps", .nullable(.number)),
                        Schema.Field("rotation", .integer), Schema.Field("frames", .nullable(.integer)),
                        Schema.Field("pixel_format", .nullable(.string())),
                    ]))),
            Schema.Field(
                "audio",
                .nullable(
                    .object([
                        Schema.Field("codec", .string()), Schema.Field("sample_rate", .integer),
                        Schema.Field("channels", .integer),
                    ]))),
            Schema.Field(
                "unreadable_sound", .nullable(.string()),
                "The codec of the only sound when it cannot be decoded: the video is used without sound."),
            Schema.Field("url", .string(), "Signed; expires."),
            Schema.Field("thumbnail_url", .nullable(.string()), "Signed; expires. Null for sound."),
            Schema.Field("created_at", .time),
        ]))

    func write(to json: inout JSONWriter) {
        let facts = file.facts
        json.object { json in
            json.field("id", file.id)
            json.field("kind", file.kind.rawValue)
            json.field("origin", file.origin.rawValue)
            json.field("title", file.title)
            json.field("size_bytes", facts.sizeBytes)
            json.field("sha256", file.blob)
            json.field("container", facts.container)
            json.field("duration_ms", facts.durationMs)
            json.field("video", facts.video)
            json.field("audio", facts.audio)
            json.field("unreadable_sound", facts.unreadableSound)
            json.field("url", addresses.content(file.id))
            json.field("thumbnail_url", file.kind == .audio ? nil : addresses.thumbnail(file.id))
            json.field("created_at", file.createdAt)
        }
    }
}

extension MediaFacts.Video: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("codec", codec)
            json.field("width", width)
            json.field("height", height)
            json.field("fps", fps)
            json.field("rotation", rotation)
            json.field("frames", frames)
            json.field("pixel_format", pixelFormat)
        }
    }
}

extension MediaFacts.Audio: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("codec", codec)
            json.field("sample_rate", sampleRate)
            json.field("channels", channels)
        }
    }
}
