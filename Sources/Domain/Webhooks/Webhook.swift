/// Where a program of an account is told how its tasks end.
package struct Webhook: Equatable, Sendable, Identifiable {
    /// What its owner chooses about it.
    package struct Choice: Equatable, Sendable {
        /// 1...2000 characters, http or https.
        package var url: String
        /// At most 200 characters; may be empty.
        package var note: String
        /// Empty for all.
        package var events: Set<WebhookEvent>
        /// Of tasks; empty for all.
        package var kinds: Set<GenerationTask.Kind>

        package init(
            url: String, note: String = "", events: Set<WebhookEvent> = [], kinds: Set<GenerationTask.Kind> = []
        ) {
            self.url = url
            self.note = note
            self.events = events
            self.kinds = kinds
        }
    }

    /// Since when nothing is sent, and why.
    package struct Off: Equatable, Sendable {
        package enum Cause: String, CaseIterable, Sendable {
            case owner
            /// Nothing arrived for days.
            case failing
            /// It answered 410, which says that it wants no more.
            case gone
            /// Its account was taken back, and whoever had it until then may have chosen the address.
            case recovery
        }

        package let since: Timestamp
        package let cause: Cause

        package init(since: Timestamp, cause: Cause) {
            self.since = since
            self.cause = cause
        }
    }

    /// After so long without anything arriving it is switched off.
    package static let patience: Duration = .seconds(3 * 86_400)

    package let id: WebhookID
    package let accountID: AccountID
    package var choice: Choice
    /// Of the secret that signs; the one before is good until ``oldSecretUntil``, when that is there.
    package var secretNumber: Int
    package var oldSecretUntil: Timestamp?
    package let createdAt: Timestamp
    /// Nothing has arrived since then; nil when the last message arrived.
    package var failingSince: Timestamp?
    /// Nothing is sent before then, because the last attempt failed.
    package var restsUntil: Timestamp?
    package var off: Off?

    package init(
        id: WebhookID, accountID: AccountID, choice: Choice, secretNumber: Int = 1, oldSecretUntil: Timestamp? = nil,
        createdAt: Timestamp, failingSince: Timestamp? = nil, restsUntil: Timestamp? = nil, off: Off? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.choice = choice
        self.secretNumber = secretNumber
        self.oldSecretUntil = oldSecretUntil
        self.createdAt = createdAt
        self.failingSince = failingSince
        self.restsUntil = restsUntil
        self.off = off
    }

    /// Whether it is to be told of this.
    package func wants(_ event: WebhookEvent, of kind: GenerationTask.Kind) -> Bool {
        (choice.events.isEmpty || choice.events.contains(event))
            && (choice.kinds.isEmpty || choice.kinds.contains(kind))
    }

    /// How long it rests after an attempt that failed: as long as it has been failing, so that the waits double.
    package static func rest(failingSince: Timestamp, at moment: Timestamp) -> Duration {
        min(max(moment - failingSince, .seconds(5)), .seconds(3600))
    }
}
