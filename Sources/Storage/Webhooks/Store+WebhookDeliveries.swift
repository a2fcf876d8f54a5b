import Domain
import GRDB

/// A delivery with where it goes.
package struct AddressedDelivery: Sendable {
    package let delivery: WebhookDelivery
    /// Nil where the task itself names the address.
    package let webhook: Webhook?
}

extension Store {
    /// Nil once its webhook or its task is gone.
    package func webhookDelivery(_ id: OutboxID) async throws -> AddressedDelivery? {
        try await read { db in
            guard let delivery = try db.row(WebhookDeliveryStatement.byID, ["id": id]).map(WebhookDelivery.init(row:))
            else { return nil }
            return AddressedDelivery(delivery: delivery, webhook: try db.webhook(of: delivery))
        }
    }

    package func webhookDelivery(_ id: OutboxID, of account: AccountID) async throws -> WebhookDelivery? {
        try await read { db in
            try db.row(WebhookDeliveryStatement.ofAccount, ["id": id, "accountID": account])
                .map(WebhookDelivery.init(row:))
        }
    }

    /// Newest first.
    /// - Parameter webhook: one of the account's own; nil for all, and for the addresses that tasks name.
    package func webhookDeliveries(
        of account: AccountID, to webhook: WebhookID?, page: PageRequest
    ) async throws -> Page<WebhookDelivery> {
        try await read { db in
            let rows =
                if let webhook {
                    try db.rows(WebhookDeliveryStatement.ofWebhook, page.arguments(["webhookID": webhook]))
                } else {
                    try db.rows(WebhookDeliveryStatement.list, page.arguments(["accountID": account]))
                }
            return page.cut(try rows.map(WebhookDelivery.init(row:)), cursor: \.id.rawValue)
        }
    }

    /// Puts down a message that is to be delivered. A webhook that rests is woken for it.
    package func add(_ delivery: WebhookDelivery) async throws {
        try await commits.write(needsRoom: true) { [outboxArrivals] in
            outboxArrivals.note(.webhook)
        } _: { db in
            try delivery.insert(db)
            if let webhook = delivery.webhookID { try db.run(WebhookStatement.wake, ["id": webhook]) }
        }
    }

    /// Notes how an attempt ended. A webhook to which nothing has arrived for days, or which says that it wants no more,
    /// is switched off, and its owner will be written.
    /// - Returns: the delivery as it is now, and whether the webhook was switched off; nil once it is gone.
    package func note(
        _ attempt: WebhookDelivery.Attempt, of id: OutboxID
    ) async throws -> (delivery: WebhookDelivery, isOff: Bool)? {
        try await commits.write { [outboxArrivals] (noted: (delivery: WebhookDelivery, isOff: Bool)?) in
            if noted?.isOff == true { outboxArrivals.note(.webhookLetter) }
        } _: { db -> (delivery: WebhookDelivery, isOff: Bool)? in
            let status: WebhookDelivery.Status = attempt.failure == nil ? .delivered : .waiting
            let arguments: StatementArguments = [
                "id": id, "status": status, "at": attempt.at, "tookMs": attempt.tookMs, "answer": attempt.answer,
                "failure": attempt.failure,
            ]
            guard let row = try db.row(WebhookDeliveryStatement.note, arguments) else { return nil }
            let delivery = try WebhookDelivery(row: row)
            guard let webhook = try db.webhook(of: delivery) else { return (delivery, false) }
            guard attempt.failure != nil else {
                try db.run(WebhookStatement.noteArrival, ["id": webhook.id])
                return (delivery, false)
            }
            return (delivery, try db.note(attempt, at: webhook))
        }
    }

    /// Notes that it is not tried any more.
    /// - Returns: the delivery as it is now; nil when it did not wait, or is gone.
    package func giveUpDelivery(_ id: OutboxID) async throws -> WebhookDelivery? {
        try await commits.write { db in
            try db.row(WebhookDeliveryStatement.giveUp, ["id": id]).map(WebhookDelivery.init(row:))
        }
    }

    /// Forgets what was put down before.
    package func removeOldDeliveries(before: Timestamp) async throws {
        try await commits.write { db in try db.run(WebhookDeliveryStatement.removeOld, ["before": before]) }
    }
}

extension Database {
    fileprivate func webhook(of delivery: WebhookDelivery) throws -> Webhook? {
        guard let id = delivery.webhookID else { return nil }
        return try row(WebhookStatement.byID, ["id": id]).map(Webhook.init(row:))
    }

    /// - Parameter attempt: that failed.
    /// - Returns: whether that was the last straw.
    fileprivate func note(_ attempt: WebhookDelivery.Attempt, at webhook: Webhook) throws -> Bool {
        let since = webhook.failingSince ?? attempt.at
        let rest = Webhook.rest(failingSince: since, at: attempt.at)
        try run(
            WebhookStatement.noteFailure, ["id": webhook.id, "at": attempt.at, "restsUntil": attempt.at + rest])
        let cause: Webhook.Off.Cause? =
            attempt.isGone ? .gone : attempt.at - since >= Webhook.patience ? .failing : nil
        guard webhook.off == nil, let cause else { return false }
        try run(WebhookStatement.switchOff, ["id": webhook.id, "at": attempt.at, "cause": cause])
        let letter = OutboxEntry(
            id: IDSource(now: { attempt.at }).next(), kind: .webhookLetter, subject: webhook.id.rawValue,
            accountID: webhook.accountID, createdAt: attempt.at)
        try letter.insert(self)
        try notify(of: webhook, at: attempt.at)
        return true
    }
}
