import Domain
import Hummingbird
import Studio

/// `/api-keys`: the keys by which programs use the account. No answer that holds a key is kept for an
/// `Idempotency-Key`: a key is told once and stored nowhere.
struct APIKeysController: Controller {
    private let keys: APIKeys
    private let limits: ServerLimits

    init(_ edge: Edge) { (keys, limits) = (edge.house.keys, edge.limits) }

    var operations: [Operation] {
        [
            .signedIn(
                .get, "/api-keys", "List the API keys", tag: "API keys",
                .data(.page(of: APIKeyBody.schema), "Newest first."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .signedIn(
                .post, "/api-keys", "Make an API key", tag: "API keys",
                .data(FreshKeyBody.schema, "With the key itself, which is never told again.", status: 201),
                handler: create
            ).with(body: .json(KeyRequest.schema)),
            .signedIn(
                .post, "/api-keys/{id}/rotate", "Replace an API key", tag: "API keys",
                .data(FreshKeyBody.schema, "The new key. The old one is good until the overlap ends.", status: 201),
                handler: rotate
            ).with(body: .json(Rotation.schema)),
            .signedIn(
                .delete, "/api-keys/{id}", "Revoke an API key", tag: "API keys",
                .data(.null, "It lets nobody in any more."), handler: revoke),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let page = try await keys.list(of: call.caller.account.id, page: call.visit.page())
        return Answer.data(PageBody(page: page.map(APIKeyBody.init)))
    }

    private func create(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(KeyRequest.self, limits)
        let fresh = try await keys.create(
            name: request.name, scopes: request.scopes, expiresAt: request.expiry(), for: call.caller.account,
            client: call.visit.client)
        return Answer.data(FreshKeyBody(fresh: fresh), status: .created)
    }

    private func rotate(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(Rotation.self, limits)
        let fresh = try await keys.rotate(
            call.visit.id("API key"), of: call.caller.account.id, overlapSeconds: request.overlapSeconds ?? 86_400,
            client: call.visit.client)
        return Answer.data(FreshKeyBody(fresh: fresh), status: .created)
    }

    private func revoke(_ call: Call) async throws -> Response {
        try await keys.revoke(call.visit.id("API key"), of: call.caller.account.id, client: call.visit.client)
        return Answer.deleted()
    }

    private struct KeyRequest: Decodable {
        let name: String
        let scopes: [String]
        let expiresAt: String?

        enum CodingKeys: String, CodingKey {
            case name, scopes
            case expiresAt = "expires_at"
        }

        static let schema = Schema.object([
            Schema.Field("name", .string(), "1 to 100 characters."),
            Schema.Field("scopes", .array(.choice(Scope.allCases.map(\.rawValue))), "At least one, each once."),
            .optional("expires_at", .nullable(.time), "In the future; without it the key is good until it is revoked."),
        ])

        func expiry() throws(ErrorBody) -> Timestamp? {
            guard let expiresAt else { return nil }
            guard let moment = Timestamp(rfc3339: expiresAt) else {
                throw .invalid("expires_at", "`expires_at` must be a time such as 2027-01-31T09:30:00Z.")
            }
            return moment
        }
    }

    private struct Rotation: Decodable {
        let overlapSeconds: Int?

        enum CodingKeys: String, CodingKey { case overlapSeconds = "overlap_seconds" }

        static let schema = Schema.object([
            .optional("overlap_seconds", .integer, "0 to 604800, 86400 unless told: how long both are good.")
        ])
    }
}

/// An API key without the key itself.
private struct APIKeyBody: JSONValue, Sendable {
    let key: APIKey

    static let fields = [
        Schema.Field("id", .id), Schema.Field("name", .string()),
        Schema.Field("prefix", .string(), "The 8 characters after `gr_`."),
        Schema.Field("scopes", .array(.choice(Scope.allCases.map(\.rawValue)))), Schema.Field("created_at", .time),
        Schema.Field("expires_at", .nullable(.time)), Schema.Field("last_used_at", .nullable(.time)),
        Schema.Field("last_used_address", .nullable(.string())),
        Schema.Field("replaced_by", .nullable(.id), "The key that takes its place."),
        Schema.Field("ends_at", .nullable(.time), "The end of its overlap with that one."),
    ]
    static let schema = Schema.named("ApiKey", .object(fields))

    func write(to json: inout JSONWriter) { json.object(writeFields) }

    func writeFields(to json: inout JSONWriter) {
        json.field("id", key.id)
        json.field("name", key.name)
        json.field("prefix", key.prefix)
        json.field("scopes", Scope.allCases.filter(key.scopes.contains).map(\.rawValue))
        json.field("created_at", key.createdAt)
        json.field("expires_at", key.expiresAt)
        json.field("last_used_at", key.lastUse?.at)
        json.field("last_used_address", key.lastUse?.address)
        json.field("replaced_by", key.replacedBy)
        json.field("ends_at", key.endsAt)
    }
}

/// An API key that was just made.
private struct FreshKeyBody: JSONValue {
    let fresh: APIKeys.Fresh

    static let schema = Schema.named(
        "NewApiKey", .object(APIKeyBody.fields + [Schema.Field("key", .string(), "For `X-API-Key`; told this once.")]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            APIKeyBody(key: fresh.key).writeFields(to: &json)
            json.field("key", fresh.text)
        }
    }
}
