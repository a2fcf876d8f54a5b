import Domain

/// What speaks against an input without making it useless.
struct RemarkBody: Body, Sendable {
    let remark: Remark

    static var name: String? { "Remark" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("code", "For programs, such as `small_face`.") { $0.remark.code }
        fields.add("message", "For a person, in English.") { $0.remark.message }
        fields.add("values", "The figures of the message by name.") { $0.remark.values }
    }
}

extension Figure: WireValue {
    static var schema: Schema { .numberOrText }

    func write(to json: inout JSONWriter) {
        switch self {
        case .number(let number): number.write(to: &json)
        case .text(let text): text.write(to: &json)
        }
    }
}
