import Domain
import HTTPTypes
import Hummingbird
import Studio

/// What handlers read from a request.
extension Visit {
    /// The path's `{id}`.
    /// - Throws: 404 for a text that cannot be an id: there is nothing there.
    func id<Noun>(_ noun: String, _ name: String = "id") throws(ErrorBody) -> Identifier<Noun> {
        guard let id = context.parameters.get(name).flatMap({ Identifier<Noun>(rawValue: $0) }) else {
            throw ErrorBody(.notFound(noun))
        }
        return id
    }

    func json<Body: Decodable>(_ type: Body.Type, _ limits: ServerLimits) async throws -> Body {
        try await JSONBody.decode(type, from: request, limitBytes: limits.jsonBytes)
    }

    /// `limit` and `cursor`.
    /// - Throws: 422 for a limit outside 1...100 and a cursor that is none of ours.
    func page() throws(ErrorBody) -> PageRequest {
        var limit = 20
        if let text = query("limit") {
            guard let number = Int(text), (1...100).contains(number) else {
                throw .invalid("limit", "`limit` must be from 1 to 100.")
            }
            limit = number
        }
        guard let cursor = query("cursor"), !cursor.isEmpty else { return PageRequest(limit: limit) }
        guard Identifier<Never>(rawValue: cursor) != nil else {
            throw .invalid("cursor", "`cursor` must be a `next_cursor` of this list.")
        }
        return PageRequest(limit: limit, before: cursor)
    }

    /// A filter named after a field, as one of its words.
    func filter<Value: RawRepresentable & CaseIterable>(
        _ name: String, as type: Value.Type
    ) throws(ErrorBody) -> Value? where Value.RawValue == String {
        guard let text = query(name), !text.isEmpty else { return nil }
        guard let value = Value(rawValue: text) else {
            let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(name, "`\(name)` must be one of \(words).")
        }
        return value
    }

    var client: Client {
        Client(
            address: origin.address, userAgent: request.headers[.userAgent] ?? "",
            language: Domain.Preference.Language(accepting: request.headers[.acceptLanguage] ?? ""))
    }
}
