import HTTPTypes

/// `/openapi.json`: OpenAPI 3.1 written from the routes themselves.
struct OpenAPIDocument: JSONValue {
    let operations: [Operation]
    let version: String
    /// Statuses that this server never answers with.
    var hidden: Set<Int> = []

    private var introduction: String {
        """
        Every route under `/api/v1` also works under `/api`. A success is `{"success": true, "data": …}`, an error is \
        `{"success": false, "error": {"code", "message", "details", "request_id"}}` with one of these codes:

        \(ErrorCodes.list(without: hidden))
        """
    }

    /// Paths in the order of the routes, with their operations.
    private var paths: [(path: String, operations: [Operation])] {
        var order: [String] = []
        var grouped: [String: [Operation]] = [:]
        for operation in operations {
            let path = (operation.isRooted ? "" : "/api/v1") + operation.path
            if grouped[path] == nil { order.append(path) }
            grouped[path, default: []].append(operation)
        }
        return order.map { ($0, grouped[$0, default: []]) }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("openapi", "3.1.0")
            json.field("jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema")
            json.field(
                "info",
                object: { json in
                    json.field("title", "Greenroom")
                    json.field("version", version)
                    json.field("description", introduction)
                })
            json.field(
                "paths",
                object: { json in
                    for (path, operations) in paths {
                        json.field(named: path, PathItem(operations: operations.map { $0.hiding(hidden) }))
                    }
                })
            json.field("components", object: writeComponents)
        }
    }

    private func writeComponents(to json: inout JSONWriter) {
        var named: [String: Schema] = [:]
        ErrorBody.schema.collectNamed(into: &named)
        for operation in operations {
            operation.body?.schema.collectNamed(into: &named)
            for reply in operation.replies { reply.content?.schema.collectNamed(into: &named) }
        }
        json.field(
            "schemas",
            object: { json in
                for (name, schema) in named.sorted(by: { $0.key < $1.key }) { json.field(named: name, schema) }
            })
        json.field(
            "securitySchemes",
            object: { json in
                json.field(
                    "bearer",
                    object: { json in
                        json.field("type", "http")
                        json.field("scheme", "bearer")
                        json.field("bearerFormat", "JWT")
                    })
                json.field(
                    "cookie",
                    object: { json in
                        json.field("type", "apiKey")
                        json.field("in", "cookie")
                        json.field("name", SessionCookies.access)
                    })
                json.field(
                    "key",
                    object: { json in
                        json.field("type", "apiKey")
                        json.field("in", "header")
                        json.field("name", "X-API-Key")
                    })
            })
    }

    private struct PathItem: JSONValue {
        let operations: [Operation]

        func write(to json: inout JSONWriter) {
            json.object { json in
                for operation in operations {
                    json.field(named: operation.method.rawValue.lowercased(), operation)
                }
            }
        }
    }
}

extension Access {
    /// Names of the security schemes of which one is enough; nil is none at all.
    fileprivate var schemes: [String?] {
        switch self {
        case .anyone: [nil]
        case .link: [nil, "bearer", "cookie", "key"]
        case .session: ["bearer", "cookie"]
        case .scope, .admin: ["bearer", "cookie", "key"]
        }
    }
}

extension Operation: JSONValue {
    /// `getTasksById`: a name for client generators, from method and path.
    var operationID: String {
        let words = path.split(whereSeparator: { "/-.".contains($0) }).map { part in
            part.hasPrefix("{") ? "By" + part.dropFirst().dropLast().capitalizedWords : part.capitalizedWords
        }
        return method.rawValue.lowercased() + words.joined()
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("operationId", operationID)
            json.field("summary", summary)
            json.field("tags", [tag])
            json.field("x-greenroom-access", access.name)
            json.field("security", access.schemes.map(Security.init(scheme:)))
            let parameters = pathParameters + parameters + (replaysByKey ? [.idempotencyKey] : [])
            if !parameters.isEmpty { json.field("parameters", parameters) }
            if let body {
                json.field(
                    "requestBody",
                    object: { json in
                        json.field("required", true)
                        json.field("content", body)
                    })
            }
            json.field("responses", object: writeReplies)
        }
    }

    private var pathParameters: [Parameter] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            Parameter(
                name: String(part.dropFirst().dropLast()), place: .path, schema: .id, description: "The id or name.",
                isRequired: true)
        }
    }

    private func writeReplies(to json: inout JSONWriter) {
        for reply in replies { json.field(named: String(reply.status), reply) }
        for status in refusals.sorted() {
            let codes = ErrorCodes.all.filter { $0.status == String(status) }.map { "`\($0.code)`" }
            let reply = Reply(
                status: status, description: codes.joined(separator: " or ") + ".", content: .json(ErrorBody.schema),
                headers: [:])
            json.field(named: String(status), reply)
        }
    }

    private struct Security: JSONValue {
        let scheme: String?

        func write(to json: inout JSONWriter) {
            json.object { json in
                if let scheme { json.field(named: scheme, [String]()) }
            }
        }
    }
}

extension Operation.Parameter: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("in", place.rawValue)
            json.field("required", isRequired)
            json.field("description", description)
            json.field("schema", schema)
        }
    }
}

extension Operation.Content: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            for type in types { json.field(named: type, MediaType(schema: schema)) }
        }
    }

    private struct MediaType: JSONValue {
        let schema: Schema

        func write(to json: inout JSONWriter) { json.object { json in json.field("schema", schema) } }
    }
}

extension Operation.Reply: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("description", description)
            if !headers.isEmpty {
                json.field(
                    "headers",
                    object: { json in
                        for (name, meaning) in headers.sorted(by: { $0.key < $1.key }) {
                            json.field(named: name, Header(description: meaning))
                        }
                    })
            }
            if let content { json.field("content", content) }
        }
    }

    private struct Header: JSONValue {
        let description: String

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("description", description)
                json.field("schema", Schema.string())
            }
        }
    }
}

extension Substring {
    /// `animate_move` → `AnimateMove`.
    fileprivate var capitalizedWords: String {
        split(whereSeparator: { $0 == "_" }).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
