import Domain

/// What speaks against an input without making it useless.
struct RemarkBody: JSONValue, Sendable {
    let remark: Remark

    static let schema = Schema.named(
        "Remark",
        .object([
            Schema.Field("code", .string(), "For programs, such as `small_face`."),
            Schema.Field("message", .string(), "For a person, in English."),
            Schema.Field("values", .object([]), "The figures of the message by name."),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", remark.code)
            json.field("message", remark.message)
            json.field("values", FiguresBody(values: remark.values))
        }
    }
}

/// Figures by name: numbers and short texts.
struct FiguresBody: JSONValue, Sendable {
    let values: Figures

    func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                switch value {
                case .number(let number): json.field(named: name, number)
                case .text(let text): json.field(named: name, text)
                }
            }
        }
    }
}
