import Domain
import Hummingbird
import Studio

/// `/api-keys`: the keys by which programs use the account. A key is told once; only a repetition with the same
/// `Idempotency-Key` gets it again.
struct APIKeysController: Controller {
    private let keys: APIKeys
    private let limits: ServerLimits

    init(_ edge: Edge) { (keys, limits) = (edge.house.keys, edge.limits) }

    var operations: [Operation] {
        [
            .signedIn(
                .get, "/api-keys", "List the API keys", tag: "API keys",
                .data(PageBody<APIKeyBody>.self, "Newest first."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .signedIn(
                .post, "/api-keys", "Create an API key", tag: "API keys",
                .data(FreshKeyBody.self, "The key itself is shown only in this answer.", status: 201),
                handler: create
            ).with(body: .json(KeyRequest.schema), refusals: [409], replaysByKey: true, needsProof: true),
            .signedIn(
                .post, "/api-keys/{id}/rotate", "Replace an API key", tag: "API keys",
                .data(FreshKeyBody.self, "The new key. The old one works until the overlap ends.", status: 201),
                handler: rotate
            ).with(body: .json(RotationRequest.schema), refusals: [409], replaysByKey: true, needsProof: true),
            .signedIn(
                .delete, "/api-keys/{id}", "Revoke an API key", tag: "API keys",
                .data(Nothing.self, "The key no longer works."), handler: revoke),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let page = try await keys.list(of: call.caller.account.id, page: call.visit.page())
        return Answer.data(PageBody(page: page.map(APIKeyBody.init)))
    }

    private func create(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(KeyRequest.self, limits)
        let fresh = try await keys.create(
            name: request.name, scopes: request.scopes.map(\.rawValue), expiresAt: request.expiresAt,
            for: call.caller.account,
            client: call.visit.client)
        return Answer.data(FreshKeyBody(fresh: fresh), status: .created)
    }

    private func rotate(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(RotationRequest.self, limits)
        let fresh = try await keys.rotate(
            call.visit.id("API key"), of: call.caller.account.id, overlapSeconds: request.overlapSeconds ?? 86_400,
            client: call.visit.client)
        return Answer.data(FreshKeyBody(fresh: fresh), status: .created)
    }

    private func revoke(_ call: Call) async throws -> Response {
        try await keys.revoke(call.visit.id("API key"), of: call.caller.account.id, client: call.visit.client)
        return Answer.deleted()
    }
}
