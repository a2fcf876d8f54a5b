import Domain
import Hummingbird
import Studio

/// `/webhooks`: where programs of the account are told how its tasks end.
struct WebhooksController: Controller {
    private let webhooks: Webhooks
    private let deliveries: Deliveries
    private let limits: ServerLimits

    init(_ edge: Edge) {
        (webhooks, deliveries, limits) = (edge.house.webhooks, edge.house.deliveries, edge.limits)
    }

    private static let tag = "Webhooks"

    var operations: [Operation] { owned + secrets + sent }

    private var owned: [Operation] {
        [
            .scoped(
                .read, .get, "/webhooks", "List the webhooks", tag: Self.tag,
                .data(PageBody<WebhookBody>.self, "Newest first."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .signedIn(
                .post, "/webhooks", "Create a webhook", tag: Self.tag,
                .data(WebhookWithSecretBody.self, "The webhook and its secret.", status: 201), handler: create
            ).with(body: .json(WebhookRequest.schema), refusals: [409], replaysByKey: true, needsProof: true),
            .scoped(
                .read, .get, "/webhooks/{id}", "Get a webhook", tag: Self.tag,
                .data(WebhookBody.self, "The webhook."),
                handler: { call in
                    let webhook = try await webhooks.get(call.visit.id("webhook"), of: call.caller.account.id)
                    return Answer.data(WebhookBody(webhook: webhook))
                }),
            .signedIn(
                .patch, "/webhooks/{id}", "Change a webhook", tag: Self.tag,
                .data(WebhookBody.self, "The webhook as it is now."), handler: change
            ).with(body: .json(WebhookChangeRequest.schema), refusals: [409]),
            .signedIn(
                .delete, "/webhooks/{id}", "Delete a webhook", tag: Self.tag,
                .data(Nothing.self, "Nothing is sent there any more."),
                handler: { call in
                    try await webhooks.delete(call.visit.id("webhook"), of: call.caller.account.id)
                    return Answer.deleted()
                }),
        ]
    }

    private var secrets: [Operation] {
        [
            .signedIn(
                .get, "/webhooks/secret", "Get the secret of `webhook_url`", tag: Self.tag,
                .data(RequestSecretBody.self, "Signs what is sent to addresses that requests name."),
                handler: { call in
                    let secret = webhooks.secretOfRequests(of: call.caller.account.id)
                    return Answer.data(RequestSecretBody(secret: secret))
                }
            ).with(needsProof: true),
            .signedIn(
                .get, "/webhooks/{id}/secret", "Get the secret of a webhook", tag: Self.tag,
                .data(WebhookWithSecretBody.self, "The webhook and its secret."),
                handler: { call in
                    let found = try await webhooks.secret(of: call.visit.id("webhook"), of: call.caller.account.id)
                    return Answer.data(WebhookWithSecretBody(found: found))
                }
            ).with(needsProof: true),
            .signedIn(
                .post, "/webhooks/{id}/rotate", "Replace the secret of a webhook", tag: Self.tag,
                .data(WebhookWithSecretBody.self, "The webhook and its new secret."), handler: rotate
            ).with(body: .json(WebhookRotationRequest.schema), needsProof: true),
        ]
    }

    private var sent: [Operation] {
        [
            .signedIn(
                .post, "/webhooks/{id}/test", "Send a test message", tag: Self.tag,
                .data(WebhookDeliveryBody.self, "The delivery; `/events` tells how it ends.", status: 202),
                handler: { call in
                    let test = try await deliveries.test(call.visit.id("webhook"), of: call.caller.account.id)
                    return Answer.data(WebhookDeliveryBody(delivery: test), status: .accepted)
                }
            ).with(replaysByKey: true),
            .scoped(
                .read, .get, "/webhooks/deliveries", "List all deliveries", tag: Self.tag,
                .data(PageBody<WebhookDeliveryBody>.self, "Those of the last 30 days, newest first."),
                handler: { try await log($0, of: nil) }
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .read, .get, "/webhooks/{id}/deliveries", "List the deliveries of a webhook", tag: Self.tag,
                .data(PageBody<WebhookDeliveryBody>.self, "Those of the last 30 days, newest first."),
                handler: { try await log($0, of: $0.visit.id("webhook")) }
            ).with(parameters: Operation.Parameter.paging),
            .signedIn(
                .post, "/webhooks/deliveries/{id}/redeliver", "Deliver a message again", tag: Self.tag,
                .data(WebhookDeliveryBody.self, "The new delivery of the same message.", status: 202),
                handler: { call in
                    let again = try await deliveries.repeatDelivery(
                        call.visit.id("delivery"), of: call.caller.account.id)
                    return Answer.data(WebhookDeliveryBody(delivery: again), status: .accepted)
                }
            ).with(refusals: [409], replaysByKey: true),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let page = try await webhooks.list(of: call.caller.account.id, page: call.visit.page())
        return Answer.data(PageBody(page: page.map(WebhookBody.init)))
    }

    private func create(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(WebhookRequest.self, limits)
        let fresh = try await webhooks.create(
            request.choice, for: call.caller.account.id, client: call.visit.client)
        return Answer.data(WebhookWithSecretBody(found: fresh), status: .created)
    }

    private func change(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(WebhookChangeRequest.self, limits)
        let changed = try await webhooks.change(
            call.visit.id("webhook"), of: call.caller.account, session: call.caller.session, isOn: request.isOn,
            client: call.visit.client, request.change)
        return Answer.data(WebhookBody(webhook: changed))
    }

    private func rotate(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(WebhookRotationRequest.self, limits)
        let rotated = try await webhooks.rotateSecret(
            of: call.visit.id("webhook"), of: call.caller.account.id,
            overlapSeconds: request.overlapSeconds ?? 86_400, client: call.visit.client)
        return Answer.data(WebhookWithSecretBody(found: rotated))
    }

    private func log(_ call: Call, of webhook: WebhookID?) async throws -> Response {
        let page = try await deliveries.list(of: call.caller.account.id, to: webhook, page: call.visit.page())
        return Answer.data(PageBody(page: page.map(WebhookDeliveryBody.init)))
    }
}
