import Domain

/// Media types by what the probe found, never by what a client said.
enum ContentType {
    /// By container, of what has a picture and of sound alone.
    private static let types: [String: (picture: String, sound: String)] = [
        "mp4": ("video/mp4", "audio/mp4"), "mov": ("video/quicktime", "video/quicktime"),
        "webm": ("video/webm", "audio/webm"), "matroska": ("video/x-matroska", "audio/x-matroska"),
        "avi": ("video/x-msvideo", "video/x-msvideo"), "wav": ("audio/wav", "audio/wav"),
        "mp3": ("audio/mpeg", "audio/mpeg"), "m4a": ("audio/mp4", "audio/mp4"), "ogg": ("audio/ogg", "audio/ogg"),
        "flac": ("audio/flac", "audio/flac"), "aac": ("audio/aac", "audio/aac"), "jpeg": ("image/jpeg", "image/jpeg"),
        "png": ("image/png", "image/png"),
        "webp": ("image/webp", "image/webp"), "bmp": ("image/bmp", "image/bmp"),
        "gif": ("image/gif", "image/gif"),
    ]
    private static let unknown = "application/octet-stream"

    static func of(_ facts: MediaFacts) -> String { of(facts.container, facts.kind) }

    static func of(_ form: MediaForm) -> String { of(form.container, form.kind) }

    private static func of(_ container: String, _ kind: MediaFile.Kind) -> String {
        guard let type = types[container] else { return unknown }
        return kind == .audio ? type.sound : type.picture
    }

    /// Every type that the bytes of a medium may have.
    static let all = Set(types.values.flatMap { [$0.picture, $0.sound] } + [unknown]).sorted()

    /// The usual file extension of a container, without the dot.
    static func fileExtension(of container: String) -> String {
        switch container {
        case "matroska": "mkv"
        case "jpeg": "jpg"
        default: container
        }
    }

    /// Of the web folder's files, by extension.
    static func ofWebFile(_ fileExtension: Substring) -> String {
        switch fileExtension {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "json": "application/json"
        case "webmanifest": "application/manifest+json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "webp": "image/webp"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "mp4": "video/mp4"
        case "txt", "md": "text/plain; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
