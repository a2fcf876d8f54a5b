import Domain
import Studio

/// A query parameter, said once: its name, what it takes and what the document tells of it.
struct QueryField<Value: Sendable>: Sendable {
    let name: String
    let description: String
    private let input: Input<Value>

    init(_ name: String, _ input: Input<Value>, _ description: String) {
        (self.name, self.input, self.description) = (name, input, description)
    }

    var schema: Schema { input.schema }

    /// Nil when the request does not have it.
    /// - Throws: 422 for every value that the document does not list, an empty one among them.
    func value(in visit: Visit) throws(ErrorBody) -> Value? {
        guard let text = visit.query(name) else { return nil }
        do {
            return try input.read(input.schema.input(text), name)
        } catch {
            // In JSON another type is 400; a query has texts only.
            throw .invalid(name, error.message)
        }
    }
}

extension Schema {
    /// A text of a query as the JSON value that it stands for.
    fileprivate func input(_ text: String) -> JSONInput {
        switch self {
        case .whole, .decimal: (try? JSONParser.parse(Array(text.utf8))) ?? .string(text)
        case .boolean: text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : .string(text)
        default: .string(text)
        }
    }
}

/// `limit` and `cursor` of every list.
enum PageField {
    static let limit = QueryField("limit", .whole(1...100), "20 if not given.")
    static let cursor = QueryField(
        "cursor",
        Input<String>.text.map(to: "a `next_cursor` of this list", .string(pattern: "^(\(id)|[0-9]{1,18})?$")) {
            $0.isEmpty || isCursor($0) ? $0 : nil
        }, "`next_cursor` of the previous part; empty for the first one.")

    /// Of a row, as ``UUIDv7`` writes it.
    private static let id = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    /// A row's id, or its number where rows are numbered.
    private static func isCursor(_ text: String) -> Bool {
        text.wholeMatch(of: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{1,18}/) != nil
    }
}

/// What proves that an address was given out by this server.
enum SignatureField {
    static let expires = QueryField("expires", .whole(0...Int.max), "Part of a signed address.")
    static let signature = QueryField("signature", .text, "Part of a signed address.")

    static func proof(in visit: Visit) throws(ErrorBody) -> MediaLinks.Proof {
        MediaLinks.Proof(
            expires: try Int64(expires.value(in: visit) ?? 0), signature: try signature.value(in: visit) ?? "")
    }
}
