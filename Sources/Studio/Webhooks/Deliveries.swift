import Domain
import Storage

/// The log of what was told to programs outside, and what is told again.
package struct Deliveries: Sendable {
    private let store: Store
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(store: Store, newID: IDSource, now: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.newID = newID
        self.now = now
    }

    /// Newest first.
    /// - Parameter webhook: nil for all, and for the addresses that requests name.
    package func list(
        of account: AccountID, to webhook: WebhookID?, page: PageRequest
    ) async throws -> Page<WebhookDelivery> {
        if let webhook, try await store.webhook(webhook, of: account) == nil { throw StudioError.notFound("webhook") }
        return try await store.webhookDeliveries(of: account, to: webhook, page: page)
    }

    package func get(_ id: OutboxID, of account: AccountID) async throws -> WebhookDelivery {
        guard let delivery = try await store.webhookDelivery(id, of: account) else {
            throw StudioError.notFound("delivery")
        }
        return delivery
    }

    /// Sends a message that only says that it is a test, also to a webhook that is switched off.
    package func test(_ webhook: WebhookID, of account: AccountID) async throws -> WebhookDelivery {
        guard try await store.webhook(webhook, of: account) != nil else { throw StudioError.notFound("webhook") }
        return try await add(to: webhook, of: account, .test, occurredAt: now())
    }

    /// Sends a message again, at once, as another delivery of the same message.
    /// - Throws: ``StudioError/conflict(_:)`` while the webhook is switched off.
    package func repeatDelivery(_ id: OutboxID, of account: AccountID) async throws -> WebhookDelivery {
        let earlier = try await get(id, of: account)
        if let webhook = earlier.webhookID, try await store.webhook(webhook, of: account)?.off != nil {
            throw StudioError.conflict(Conflict("webhook_off", "this webhook is switched off; switch it on first"))
        }
        return try await add(
            to: earlier.webhookID, of: account, earlier.occasion, as: earlier.messageID,
            occurredAt: earlier.occurredAt)
    }

    private func add(
        to webhook: WebhookID?, of account: AccountID, _ occasion: WebhookDelivery.Occasion,
        as message: OutboxID? = nil, occurredAt: Timestamp
    ) async throws -> WebhookDelivery {
        if let id: OutboxID = IdempotencyClaim.earlierID(), let made = try await store.webhookDelivery(id, of: account)
        {
            return made
        }
        let (id, moment): (OutboxID, Timestamp) = (IdempotencyClaim.id(or: newID), now())
        let delivery = WebhookDelivery(
            id: id, accountID: account, webhookID: webhook, messageID: message ?? id, occasion: occasion,
            occurredAt: occurredAt, createdAt: moment, dueAt: moment)
        try await store.add(delivery)
        return delivery
    }
}
