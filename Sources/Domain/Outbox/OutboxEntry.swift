import Foundation

/// Something that must still happen outside, surely. It is put down in the transaction of what causes it and carried out
/// later, after a restart if need be.
package struct OutboxEntry: Equatable, Sendable, Identifiable {
    /// What is to be done; each kind has one handler.
    package enum Kind: String, CaseIterable, Sendable {
        /// A letter is handed to the post office.
        case letter
        /// The archive of an account is written.
        case export
        /// Work that a service still does for a task that has ended is ended there.
        case remoteWork = "remote_work"
        /// A gateway is asked how a payment, a refund or a subscription stands.
        case payment
        /// A backend is told that an avatar's training has ended.
        case avatarCallback = "avatar_callback"
        /// The owner is written that an avatar's training has ended.
        case avatarLetter = "avatar_letter"
        /// A program of the owner's is told of something.
        case webhook
        /// The owner is written that a webhook was switched off.
        case webhookLetter = "webhook_letter"
        /// The owner is written that a task has ended that took long.
        case taskLetter = "task_letter"
        /// The buyer is written that an order is paid.
        case receiptLetter = "receipt_letter"
        /// The buyer is written that money was given back.
        case refundLetter = "refund_letter"
        /// A subscriber is written that a renewal could not be paid.
        case renewalLetter = "renewal_letter"
        /// A backup of the home is made.
        case backup
        /// A blob is copied to a mirror.
        case mirrorCopy = "mirror_copy"
        /// A blob is removed from a mirror.
        case mirrorRemoval = "mirror_removal"
        /// What is left of an upload to a bucket is removed from there.
        case directRemoval = "direct_removal"
        /// All media are read and compared.
        case verification
        /// An administrator is written that media were damaged or missing.
        case verificationLetter = "verification_letter"
    }

    package enum Status: String, CaseIterable, Sendable {
        case waiting
        case done
        /// It may have happened, and is not repeated for that reason.
        case uncertain
        /// It failed for good, or too often.
        case givenUp = "given_up"
    }

    package let id: OutboxID
    package let kind: Kind
    /// What it is about, for administrators: 1 to 200 characters without secrets and without anything about a person.
    package let subject: String
    /// Whose it is; it goes with the account.
    package let accountID: AccountID?
    /// What the handler needs beside the subject: sealed. It is forgotten when the entry is done.
    package let payload: Data?
    package let createdAt: Timestamp
    /// Not to be carried out before this.
    package var dueAt: Timestamp

    /// - Parameter dueAt: nil is at once.
    package init(
        id: OutboxID, kind: Kind, subject: String, accountID: AccountID?, payload: Data? = nil, createdAt: Timestamp,
        dueAt: Timestamp? = nil
    ) {
        self.dueAt = dueAt ?? createdAt
        self.id = id
        self.kind = kind
        self.subject = subject
        self.accountID = accountID
        self.payload = payload
        self.createdAt = createdAt
    }
}

package typealias OutboxID = Identifier<OutboxEntry>

/// An entry as administrators see it: without what it says.
package struct OutboxLine: Equatable, Sendable {
    package let id: OutboxID
    package let kind: OutboxEntry.Kind
    package let subject: String
    package let accountID: AccountID?
    package let status: OutboxEntry.Status
    /// Attempts that have begun.
    package let attempt: Int
    package let isUnderWay: Bool
    package let createdAt: Timestamp
    /// When it is tried next; nil once it has ended.
    package let dueAt: Timestamp?
    package let finishedAt: Timestamp?
    /// Why the last attempt failed.
    package let failure: String?

    package init(
        id: OutboxID, kind: OutboxEntry.Kind, subject: String, accountID: AccountID?, status: OutboxEntry.Status,
        attempt: Int, isUnderWay: Bool, createdAt: Timestamp, dueAt: Timestamp?, finishedAt: Timestamp?,
        failure: String?
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.accountID = accountID
        self.status = status
        self.attempt = attempt
        self.isUnderWay = isUnderWay
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.finishedAt = finishedAt
        self.failure = failure
    }
}

/// How much of one kind there is.
package struct OutboxBacklog: Equatable, Sendable {
    package var waiting = 0
    /// When the oldest of those was put down.
    package var oldest: Timestamp?
    package var givenUp = 0

    package init() {}
}
