import Domain
import Foundation
import Storage

/// Writes to the owner that an avatar is ready, or could not be made. Written and sent in one step, and never twice.
struct AvatarLetters: OutboxHandler {
    let kind = OutboxEntry.Kind.avatarLetter
    let store: Store
    /// Nil when this server sends no letters: there is nothing to be done then.
    let mail: Post?
    let now: @Sendable () -> Timestamp

    /// What letters are written and sent with.
    struct Post: Sendable {
        let mailer: any Mailer
        let templates: MailTemplates
        /// Without a slash at its end.
        let publicURL: String
    }

    var rules: OutboxRules { .letters }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        guard let mail else { return }
        let message: MailMessage?
        do { message = try await write(entry, mail) } catch { throw .failed("the job cannot be read: \(error)") }
        guard let message else { throw .refused("the job, or its account, is gone") }
        try await mail.mailer.send(message, handover)
    }

    private func write(_ entry: OutboxEntry, _ mail: Post) async throws -> MailMessage? {
        guard let id = TaskID(rawValue: entry.subject), let task = try await store.task(id),
            let model = try await store.model(trainedBy: id), let account = try await store.account(task.accountID)
        else { return nil }
        let letter: Letter =
            task.status == .succeeded ? .avatarReady(name: model.name) : .avatarFailed(name: model.name)
        let language = try await store.preference(of: account.id)?.language ?? .english
        let host = mail.publicURL.split(separator: "/").dropFirst().first.map(String.init) ?? mail.publicURL
        let (subject, text, html) = mail.templates.write(
            letter, name: account.emailVerifiedAt == nil ? nil : account.name, host: host,
            link: letter.path.map { mail.publicURL + $0 }, in: language)
        return MailMessage(
            id: MailID(entry.id), recipient: account.email, subject: subject, text: text, html: html,
            writtenAt: now())
    }
}
