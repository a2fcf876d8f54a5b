import Domain
import Studio

/// `POST /files/{id}/cut`.
struct CutRequest: InputBody {
    let cut: MediaCut
    let title: String?

    private static let pieces = ["start_ms", "end_ms", "crop"]

    static let body = BodyReader(
        named: "FileCut",
        .optional(
            "start_ms", .whole(0...Int(Int32.max)), "Of a video: where the piece begins; its beginning if not given."),
        .optional("end_ms", .whole(1...Int(Int32.max)), "Of a video: where the piece ends; its end if not given."),
        .optional("crop", CropRequest.body.input, "The part of the picture that is kept; all of it if not given."),
        .optional("title", .title(Title.longest), "Of the new file; the title of the whole one if not given."),
        rules: [.any(of: pieces)]
    ) { start, end, area, title throws(ErrorBody) in
        guard start != nil || end != nil || area != nil else {
            throw .invalid("start_ms", "`start_ms`, `end_ms` or `crop` is missing.")
        }
        return CutRequest(cut: MediaCut(startMs: start, endMs: end, area: area), title: title)
    }
}

/// A part of a picture.
enum CropRequest {
    static let body = BodyReader<MediaCut.Area>(
        named: "Crop",
        .field("x", .number(0...1), "Of its left edge, as a share of the width of the upright picture."),
        .field("y", .number(0...1), "Of its upper edge, as a share of the height."),
        .field("width", .number(MediaCut.leastShare...1), "As a share of the width."),
        .field("height", .number(MediaCut.leastShare...1), "As a share of the height.")
    ) { x, y, width, height throws(ErrorBody) in
        MediaCut.Area(x: x, y: y, width: width, height: height)
    }
}
