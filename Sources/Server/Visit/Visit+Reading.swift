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

    /// A part of the path that is a name, not an id; empty when there is none.
    func name(_ name: String) -> String { context.parameters.get(name) ?? "" }

    /// The fields of a JSON body.
    /// - Throws: 413, 415, 400 for what is not JSON or of the wrong type, 422 for what is missing or outside its values.
    func json<Body: InputBody>(_ type: Body.Type, _ limits: ServerLimits) async throws -> Body {
        try await json(Body.body, limits)
    }

    func json<Body>(_ reader: BodyReader<Body>, _ limits: ServerLimits) async throws -> Body {
        try reader.read(JSONBody.parse(try await JSONBody.read(request, limitBytes: limits.jsonBytes)))
    }

    /// A query parameter; nil when it is missing.
    /// - Throws: 422 for a value that the document does not list.
    func value<Value>(of field: QueryField<Value>) throws(ErrorBody) -> Value? { try field.value(in: self) }

    /// `limit` and `cursor`.
    /// - Throws: 422 for a limit outside 1...100 and a cursor that is none of ours.
    func page() throws(ErrorBody) -> PageRequest {
        let limit = try value(of: PageField.limit) ?? 20
        guard let cursor = try value(of: PageField.cursor), !cursor.isEmpty else { return PageRequest(limit: limit) }
        return PageRequest(limit: limit, before: cursor)
    }

    var client: Client {
        Client(
            address: origin.address, userAgent: request.headers[.userAgent] ?? "",
            language: Domain.Preference.Language(accepting: request.headers[.acceptLanguage] ?? ""),
            credential: credential)
    }
}
