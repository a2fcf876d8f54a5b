import HTTPTypes
import Hummingbird

/// `/openapi.json`: what every route takes and gives. `/docs` shows it; that page is one of the web folder's.
enum OpenAPIController {

    /// - Parameter others: every other operation; this one's own is added.
    static func operation(describing others: [Operation], version: String) -> Operation {
        let own = describe { _ in throw ErrorBody.notFound }
        var json = JSONWriter(capacity: 1 << 16)
        OpenAPIDocument(operations: others + [own], version: version).write(to: &json)
        let answer = Answer.json(json, status: .ok, headers: [.cacheControl: "no-cache"])
        return describe { _ in answer }
    }

    private static func describe(handler: @escaping @Sendable (Visit) async throws -> Response) -> Operation {
        var operation = Operation.open(
            .get, "/openapi.json", "Get this document", tag: "Service", handler: handler
        ).with(isRooted: true)
        operation.replies = [
            Operation.Reply(
                status: 200, description: "OpenAPI 3.1.", content: .json(.object([])), headers: [:])
        ]
        return operation
    }
}
