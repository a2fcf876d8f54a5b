/// What an account is told in the page, until it is read.
package struct Notice: Equatable, Sendable, Identifiable {
    package enum Subject: Equatable, Sendable {
        /// - Parameter title: the task's, as it is now.
        case task(TaskID, GenerationTask.Kind, title: String, hasSucceeded: Bool)
        /// It was switched off, because nothing arrives there.
        /// - Parameter url: where it leads, as it is now.
        case webhookOff(WebhookID, url: String)
    }

    /// Whoever waited less than this has hardly looked away.
    package static let leastWait: Duration = .seconds(10)

    package let id: NoticeID
    package let subject: Subject
    package let createdAt: Timestamp
    package let readAt: Timestamp?

    package init(id: NoticeID, subject: Subject, createdAt: Timestamp, readAt: Timestamp?) {
        self.id = id
        self.subject = subject
        self.createdAt = createdAt
        self.readAt = readAt
    }
}

extension GenerationTask {
    /// From being asked for to its end; nil for one that goes on.
    package var tookAltogether: Duration? { finishedAt.map { $0 - createdAt } }

    /// Whether its owner is told of its end: not when they ended it themselves, nor when it was done at
    /// once, nor of a part of something larger.
    package var deservesNotice: Bool {
        guard parent == nil, status == .succeeded || status == .failed, let took = tookAltogether else { return false }
        return took >= Notice.leastWait
    }
}
