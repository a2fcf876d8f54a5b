/// One message to one address, and how it fares.
package struct WebhookDelivery: Equatable, Sendable, Identifiable {
    package enum Occasion: Equatable, Sendable {
        case taskEnded(TaskID, WebhookEvent)
        /// Asked for by the owner, to try the address.
        case test

        /// As the message names it.
        package var name: String {
            switch self {
            case .taskEnded(_, let event): event.rawValue
            case .test: "webhook.test"
            }
        }

        package var taskID: TaskID? { if case .taskEnded(let id, _) = self { id } else { nil } }
    }

    package enum Status: String, CaseIterable, Sendable {
        case waiting, delivered
        /// Given up.
        case failed
    }

    /// How a try to deliver it ended.
    package struct Attempt: Equatable, Sendable {
        package let at: Timestamp
        package let tookMs: Int64
        /// The status of HTTP; nil when there was no answer.
        package let answer: Int?
        /// A clause of at most 500 characters; nil when it arrived.
        package let failure: String?

        package init(at: Timestamp, tookMs: Int64, answer: Int?, failure: String?) {
            self.at = at
            self.tookMs = tookMs
            self.answer = answer
            self.failure = failure
        }

        /// Whether the receiver says that it wants no more (Standard Webhooks 1.0, "Deliverability").
        package var isGone: Bool { answer == 410 }
    }

    /// Also that of the outbox entry that carries it out.
    package let id: OutboxID
    package let accountID: AccountID
    /// Nil for the address that the task itself names.
    package let webhookID: WebhookID?
    /// What receivers tell repetitions by.
    package let messageID: OutboxID
    package let occasion: Occasion
    package let occurredAt: Timestamp
    package let createdAt: Timestamp
    package var status: Status
    package var attempts: Int
    /// The last one.
    package var attempt: Attempt?
    /// When it is tried next; nil once it has ended.
    package var dueAt: Timestamp?

    package init(
        id: OutboxID, accountID: AccountID, webhookID: WebhookID?, messageID: OutboxID, occasion: Occasion,
        occurredAt: Timestamp, createdAt: Timestamp, status: Status = .waiting, attempts: Int = 0,
        attempt: Attempt? = nil, dueAt: Timestamp? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.webhookID = webhookID
        self.messageID = messageID
        self.occasion = occasion
        self.occurredAt = occurredAt
        self.createdAt = createdAt
        self.status = status
        self.attempts = attempts
        self.attempt = attempt
        self.dueAt = dueAt
    }

    /// What carries it out.
    package var outboxEntry: OutboxEntry {
        OutboxEntry(
            id: id, kind: .webhook, subject: "\(webhookID?.rawValue ?? "task") \(occasion.name)", accountID: accountID,
            createdAt: createdAt)
    }
}

extension GenerationTask {
    /// Where a program is told of the task's end: among the options, and told no engine.
    package static let webhookOption = "webhook_url"
}
