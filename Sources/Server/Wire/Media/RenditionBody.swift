import Domain
import Studio

/// A video in another format.
struct RenditionBody: Body {
    let file: MediaFile
    let form: MediaForm
    let made: Renditions.Made
    let links: MediaLinks

    static var name: String? { "Rendition" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("format") { $0.form }
        fields.add("size_bytes") { $0.made.sizeBytes }
        fields.add("url", "Signed, with a file name for saving; expires after an hour.") {
            $0.links.url(of: $0.file.id, as: $0.form)
        }
    }
}

/// `POST /files/{id}/formats`.
struct RenditionRequest: InputBody {
    let format: MediaForm

    static let body = BodyReader(
        named: "RenditionOrder",
        .field(
            "format", .word,
            "`small` (MP4, 640 pixels at most), `gif` or `webp` (the first 15 seconds, over and over), `audio` (MP3) or "
                + "`prores` (for editors)."),
        make: Self.init)
}
