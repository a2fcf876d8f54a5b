import Domain
import Foundation
import Storage

/// Tells programs of the owners' what has happened. A message may arrive twice, under the same id.
struct WebhookCourier: OutboxHandler {
    let kind = OutboxEntry.Kind.webhook
    let store: Store
    let tasks: Tasks
    let feed: EventFeed
    let sender: any CallbackSender
    let signer: CallbackSigner
    /// The JSON of a task, as the API tells it.
    let taskText: @Sendable (TaskView) -> String
    let now: @Sendable () -> Timestamp
    let steady: @Sendable () -> Timestamp

    var rules: OutboxRules {
        var rules = OutboxRules.callbacks
        rules.places = 8
        return rules
    }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        let message: Message?
        do { message = try await self.message(for: entry) } catch let failure as OutboxFailure { throw failure } catch {
            throw .failed("what is to be told cannot be read: \(error)")
        }
        // Nobody waits for it any more: its webhook or its task is gone.
        guard let message else { return }
        let begin = steady()
        var (answer, failure) = (Int?.none, OutboxFailure?.none)
        do {
            answer = try await sender.post(message.url, headers: message.headers, body: message.body)
            failure = answer.flatMap(OutboxFailure.init(status:))
        } catch {
            failure = OutboxFailure(error)
        }
        if Task.isCancelled, failure != nil { throw .interrupted }
        let attempt = WebhookDelivery.Attempt(
            at: now(), tookMs: max(0, (steady() - begin).milliseconds), answer: answer,
            failure: failure?.clause.map { String($0.prefix(500)) })
        do {
            let noted = try await store.note(attempt, of: entry.id)
            publish(noted?.delivery)
            if let noted, noted.isOff { feed.publish(.notices, account: noted.delivery.accountID) }
        } catch {
            throw .failed("how it ended cannot be noted: \(error)")
        }
        if let failure { throw failure }
    }

    func giveUp(_ entry: OutboxEntry) async throws { publish(try await store.giveUpDelivery(entry.id)) }

    private func publish(_ delivery: WebhookDelivery?) {
        if let delivery { feed.publish(.delivery(delivery), account: delivery.accountID) }
    }

    /// A message that is ready to go.
    private struct Message {
        let url: String
        let headers: [String: String]
        let body: [UInt8]
    }

    /// - Returns: nil when there is nobody left to tell, or nothing.
    /// - Throws: ``OutboxFailure`` too.
    private func message(for entry: OutboxEntry) async throws -> Message? {
        guard let (delivery, webhook) = try await store.webhookDelivery(entry.id).map({ ($0.delivery, $0.webhook) })
        else { return nil }
        let moment = now()
        if let webhook, delivery.occasion != .test {
            guard webhook.off == nil else { throw OutboxFailure.refused("the webhook is switched off") }
            if let rest = webhook.restsUntil, rest > moment { throw OutboxFailure.later(rest, "") }
        }
        var (url, data) = (webhook?.choice.url, "{}")
        if let id = delivery.occasion.taskID {
            guard let task = try await store.task(id, of: delivery.accountID) else { return nil }
            url = url ?? task.inputs.options[GenerationTask.webhookOption]
            data = taskText(try await tasks.view(of: task))
        }
        guard let url else { return nil }
        let body = Array(Self.text(of: delivery, data).utf8)
        let secrets = webhook.map { signer.secrets(of: $0, at: moment) } ?? [signer.secret(of: delivery.accountID)]
        let headers = CallbackSecret.headers(delivery.messageID, at: moment, body, signedWith: secrets)
        return Message(url: url, headers: headers, body: body)
    }

    /// The names and the time need no escaping.
    private static func text(of delivery: WebhookDelivery, _ data: String) -> String {
        #"{"type":"\#(delivery.occasion.name)","timestamp":"\#(delivery.occurredAt.rfc3339)","data":\#(data)}"#
    }
}

extension OutboxFailure {
    /// Why; nil when nothing is wrong.
    fileprivate var clause: String? {
        switch self {
        case .failed(let reason), .refused(let reason), .uncertain(let reason): reason
        case .later(_, let reason): reason.isEmpty ? nil : reason
        case .interrupted: nil
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
