import Domain
import Studio

/// A link to a video as its owner sees it, without its secret.
struct ShareBody: Body, Sendable {
    let link: ShareLink
    let videoTitle: String

    static var name: String? { "ShareLink" }

    static func list(_ fields: inout some FieldList<Self>) {
        list(&fields) { $0 }
    }

    /// - Parameter share: of what the fields are listed for.
    @inline(__always)
    static func list<Fields: FieldList>(_ fields: inout Fields, _ share: (Fields.Owner) -> ShareBody) {
        fields.add("id") { share($0).link.id }
        fields.add("video_id") { share($0).link.videoID }
        fields.add("video_title") { share($0).videoTitle }
        fields.add("has_password") { share($0).link.hasPassword }
        fields.add("created_at") { share($0).link.createdAt }
        fields.add("expires_at", "Null for a link that stays until it is revoked.") { share($0).link.expiresAt }
    }
}

/// A link that was just made.
struct FreshShareBody: Body {
    let fresh: Shares.Fresh

    static var name: String? { "NewShareLink" }

    static func list(_ fields: inout some FieldList<Self>) {
        ShareBody.list(&fields) { ShareBody(link: $0.fresh.link, videoTitle: $0.fresh.videoTitle) }
        fields.add("token", "For `POST /shares/open`. Shown only once.") { $0.fresh.token }
        fields.add("path", "The page that shows the video, below the server's address.") {
            "/shared#\($0.fresh.token)"
        }
    }
}

/// A video as whoever has a link sees it, with addresses that need no header.
struct SharedVideoBody: Body {
    let opened: Shares.Opened
    let links: MediaLinks

    private func url(_ view: MediaLinks.View) -> String {
        links.url(of: opened.link.id, view, until: opened.link.expiresAt)
    }

    static var name: String? { "SharedVideo" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("title") { $0.opened.video.video.title }
        fields.add("duration_ms") { $0.opened.video.file.facts.durationMs }
        fields.add("width") { $0.opened.video.file.facts.video?.width }
        fields.add("height") { $0.opened.video.file.facts.video?.height }
        fields.add("size_bytes") { $0.opened.video.file.facts.sizeBytes }
        fields.add("url", "Signed; expires after an hour, or with the link.") { $0.url(.content) }
        fields.add("download_url", "Like `url`, with a file name for saving.") { $0.url(.download) }
        fields.add("thumbnail_url") { $0.url(.thumbnail(width: 640)) }
        fields.add("subtitles_url", "WebVTT; null when there are none.") {
            $0.opened.hasSubtitles ? $0.url(.subtitles) : nil
        }
        fields.add("expires_at") { $0.opened.link.expiresAt }
    }
}
