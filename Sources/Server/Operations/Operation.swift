import Domain
import HTTPTypes
import Hummingbird

/// One route: what the document says of it and what answers it, in one value, so that the two cannot part. Every one
/// answers under `/api/v1` and under `/api`, unless it is ``isRooted``.
struct Operation: Sendable {
    struct Parameter: Sendable {
        enum Place: String, Sendable { case path, query, header }

        let name: String
        let place: Place
        let schema: Schema
        let description: String
        let isRequired: Bool

        static func query(_ name: String, _ schema: Schema, _ description: String) -> Parameter {
            Parameter(name: name, place: .query, schema: schema, description: description, isRequired: false)
        }

        /// The same, of a request that cannot do without it.
        var required: Parameter {
            Parameter(name: name, place: place, schema: schema, description: description, isRequired: true)
        }

        static func header(
            _ name: String, _ description: String, schema: Schema = .string(), isRequired: Bool = false
        ) -> Parameter {
            Parameter(name: name, place: .header, schema: schema, description: description, isRequired: isRequired)
        }

        static let idempotencyKey = header(
            "Idempotency-Key",
            "The same key and body within 24 hours give the same answer again. Printable ASCII.",
            schema: .string(length: 1...255, pattern: "^[ -~]*$"))

        /// `limit` and `cursor` of every list.
        static let paging = [PageField.limit.parameter, PageField.cursor.parameter]
    }

    /// A body, in each of the media types that it comes in.
    struct Content: Sendable {
        let types: [String]
        let schema: Schema

        init(type: String, schema: Schema) { (types, self.schema) = ([type], schema) }

        init(types: [String], schema: Schema) { (self.types, self.schema) = (types, schema) }

        var isJSON: Bool { types == ["application/json"] }
    }

    struct Reply: Sendable {
        let status: Int
        let description: String
        let content: Content?
        /// Response headers by name, with what they say.
        let headers: [String: String]
    }

    enum Handler: Sendable {
        case open(@Sendable (Visit) async throws -> Response)
        case signedIn(@Sendable (Call) async throws -> Response)
        /// Gets nobody as the caller when the address is signed, and must check the signature then.
        case linked(@Sendable (Visit, Caller?) async throws -> Response)
    }

    let method: HTTPRequest.Method
    /// With parameters in braces: `/tasks/{id}`.
    let path: String
    let summary: String
    let tag: String
    let access: Access
    var parameters: [Parameter] = []
    var body: Content?
    var replies: [Reply]
    /// Statuses of refusals besides those that follow from the rest, see ``refusals``.
    var ownRefusals: Set<Int> = []
    /// Whether an `Idempotency-Key` makes a repeated request give the first one's answer.
    var replaysByKey = false
    /// Whether it moves bytes of media in many requests, which are not counted one by one.
    var isUnlimited = false
    /// Whether an open session is not enough: the owner must have shown who they are within the last minutes.
    var needsProof = false
    /// Whether it stands at the root instead of under `/api`.
    var isRooted = false
    let handler: Handler

    /// A route for whoever is signed in; it takes no key.
    static func signedIn(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, tag: String, _ replies: Reply...,
        handler: @escaping @Sendable (Call) async throws -> Response
    ) -> Operation {
        Operation(
            method: method, path: path, summary: summary, tag: tag, access: .session, replies: replies,
            handler: .signedIn(handler))
    }

    /// A route for whoever is signed in, and for keys with the scope.
    static func scoped(
        _ scope: Scope, _ method: HTTPRequest.Method, _ path: String, _ summary: String, tag: String,
        _ replies: Reply..., handler: @escaping @Sendable (Call) async throws -> Response
    ) -> Operation {
        Operation(
            method: method, path: path, summary: summary, tag: tag, access: .scope(scope), replies: replies,
            handler: .signedIn(handler))
    }

    /// A route for administrators, and for their keys with the scope `admin`.
    static func admin(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, tag: String = "Admin", _ replies: Reply...,
        handler: @escaping @Sendable (Call) async throws -> Response
    ) -> Operation {
        Operation(
            method: method, path: path, summary: summary, tag: tag, access: .admin, replies: replies,
            handler: .signedIn(handler))
    }

    /// A route for whoever holds a signed address of it, for whoever is signed in, and for keys that read.
    static func linked(
        _ path: String, _ summary: String, tag: String, _ replies: Reply...,
        handler: @escaping @Sendable (Visit, Caller?) async throws -> Response
    ) -> Operation {
        Operation(
            method: .get, path: path, summary: summary, tag: tag, access: .link,
            parameters: [
                SignatureField.expires.parameter, SignatureField.signature.parameter,
            ], replies: replies, handler: .linked(handler))
    }

    /// A route for anyone.
    static func open(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, tag: String, _ replies: Reply...,
        handler: @escaping @Sendable (Visit) async throws -> Response
    ) -> Operation {
        Operation(
            method: method, path: path, summary: summary, tag: tag, access: .anyone, replies: replies,
            handler: .open(handler))
    }

    /// The same route with more said about it.
    func with(
        parameters: [Parameter] = [], body: Content? = nil, refusals: Set<Int> = [], replaysByKey: Bool = false,
        isUnlimited: Bool = false, isRooted: Bool = false, needsProof: Bool = false
    ) -> Operation {
        var operation = self
        operation.ownRefusals.formUnion(refusals)
        operation.parameters += parameters
        operation.body = body ?? operation.body
        operation.replaysByKey = replaysByKey || operation.replaysByKey
        operation.isUnlimited = isUnlimited || operation.isUnlimited
        operation.isRooted = isRooted || operation.isRooted
        operation.needsProof = needsProof || operation.needsProof
        return operation
    }

    /// The same route at another path.
    func at(_ path: String) -> Operation {
        var copy = Operation(
            method: method, path: path, summary: summary, tag: tag, access: access, replies: replies, handler: handler)
        copy.parameters = parameters
        copy.body = body
        copy.ownRefusals = ownRefusals
        copy.replaysByKey = replaysByKey
        copy.isUnlimited = isUnlimited
        copy.isRooted = isRooted
        copy.needsProof = needsProof
        return copy
    }
}

extension QueryField {
    var parameter: Operation.Parameter { .query(name, schema, description) }
}

extension Operation.Content {
    static func json(_ schema: Schema) -> Self { Self(type: "application/json", schema: schema) }
}

extension Operation.Reply {
    /// `{"success": true, "data": …}`.
    static func data(_ schema: Schema, _ description: String, status: Int = 200) -> Self {
        Self(status: status, description: description, content: .json(.envelope(schema)), headers: [:])
    }

    static func data<Value: WireValue>(_ type: Value.Type, _ description: String, status: Int = 200) -> Self {
        data(type.schema, description, status: status)
    }

    static func empty(_ status: Int, _ description: String, headers: [String: String] = [:]) -> Self {
        Self(status: status, description: description, content: nil, headers: headers)
    }

    /// JSON without the envelope: a document of its own.
    static func document(_ schema: Schema, _ description: String) -> Self {
        Self(status: 200, description: description, content: .json(schema), headers: [:])
    }

    static func bytes(_ type: String, _ description: String, status: Int = 200) -> Self {
        bytes([type], description, status: status)
    }

    /// - Parameter types: what the answer may be. The document names `application/octet-stream` besides, by which generators
    ///   of clients know that bytes are to be given on as they are; texts they know without it.
    static func bytes(
        _ types: [String], _ description: String, status: Int = 200, headers: [String: String] = [:]
    ) -> Self {
        let plain = types.allSatisfy { $0.hasPrefix("text/") } ? [] : ["application/octet-stream"]
        return Self(
            status: status, description: description,
            content: Operation.Content(types: types + plain, schema: .binary), headers: headers)
    }
}
