import Domain

/// Media types by what the probe found, never by what a client said.
enum ContentType {
    static func of(_ facts: MediaFacts) -> String {
        switch facts.container {
        case "mp4": facts.kind == .audio ? "audio/mp4" : "video/mp4"
        case "mov": "video/quicktime"
        case "webm": facts.kind == .audio ? "audio/webm" : "video/webm"
        case "matroska": facts.kind == .audio ? "audio/x-matroska" : "video/x-matroska"
        case "avi": "video/x-msvideo"
        case "wav": "audio/wav"
        case "mp3": "audio/mpeg"
        case "m4a": "audio/mp4"
        case "ogg": "audio/ogg"
        case "flac": "audio/flac"
        case "aac": "audio/aac"
        case "jpeg": "image/jpeg"
        case "png": "image/png"
        case "webp": "image/webp"
        case "bmp": "image/bmp"
        default: "application/octet-stream"
        }
    }

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
