import HTTPTypes
import Hummingbird
import NIOPosix
import Synchronization

/// `/openapi.json`: what every route takes and gives. `/docs` shows it; that page is one of the web folder's.
enum OpenAPIController {

    /// - Parameters:
    ///   - others: every other operation; this one's own is added.
    ///   - counts: whether this server counts minutes or credits: where it does not, nothing is refused for them.
    static func operation(describing others: [Operation], version: String, counts: Bool) -> Operation {
        let own = describe { _ in throw ErrorBody.notFound }
        let document = OpenAPIDocument(operations: others + [own], version: version, hidden: counts ? [] : [402])
        let written = WrittenDocument(document)
        return describe { _ in try await NIOThreadPool.singleton.runIfActive { written.answer } }
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

/// The document, written when it is first asked for: half a megabyte that most servers never need.
private final class WrittenDocument: Sendable {
    private let document: OpenAPIDocument
    private let written = Mutex<Response?>(nil)

    init(_ document: OpenAPIDocument) { self.document = document }

    var answer: Response {
        written.withLock { written in
            if let written { return written }
            var json = JSONWriter(capacity: 1 << 16)
            document.write(to: &json)
            let answer = Answer.json(json, status: .ok, headers: [.cacheControl: "no-cache"])
            written = answer
            return answer
        }
    }
}
