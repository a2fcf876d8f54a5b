/// The body that renames something.
struct TitleBody: Decodable {
    let title: String

    static let schema = Schema.object([Schema.Field("title", .string(), "1 to 200 characters.")])
}
