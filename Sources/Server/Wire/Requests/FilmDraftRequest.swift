import Domain

/// `PUT /generate/film/draft`.
struct FilmDraftRequest: InputBody {
    let content: String
    let version: Int

    static let body = BodyReader(
        named: "FilmDraftChange",
        .field("content", .text(0...FilmDraft.longest), "As the client understands it."),
        .field("version", .whole(0...Int(Int32.max)), "The version that the content was made from."),
        make: Self.init)
}
