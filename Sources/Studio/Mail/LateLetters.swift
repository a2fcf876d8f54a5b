import Domain
import Storage

/// Knows what the letters of one kind of the outbox say.
protocol LetterAuthor: Sendable {
    var kind: OutboxEntry.Kind { get }

    /// - Parameter subject: of the outbox entry.
    /// - Returns: nil when there is nothing to write about any more.
    func letter(about subject: String, in language: Preference.Language) async throws -> Letter?
}

/// Sends letters that are written only when they go out, to the account whose entry it is: the transaction of their cause
/// knows nothing of words. A letter is never sent twice.
struct LateLetters: OutboxHandler {
    let author: any LetterAuthor
    let store: Store
    /// Nil when this server sends no letters: there is nothing to be done then.
    let post: Post?

    /// What letters are written and sent with.
    struct Post: Sendable {
        let mailer: any Mailer
        let writer: LetterWriter
    }

    var kind: OutboxEntry.Kind { author.kind }
    var rules: OutboxRules { .letters }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        guard let post else { return }
        let message: MailMessage?
        do { message = try await write(entry, post.writer) } catch {
            throw .failed("what the letter is about cannot be read: \(error)")
        }
        if let message { try await post.mailer.send(message, handover) }
    }

    private func write(_ entry: OutboxEntry, _ writer: LetterWriter) async throws -> MailMessage? {
        guard let id = entry.accountID, let account = try await store.account(id), account.hasEmail else { return nil }
        let language = try await store.preference(of: id)?.language ?? .english
        guard let letter = try await author.letter(about: entry.subject, in: language) else { return nil }
        return writer.write(letter, for: account, in: language, as: entry.id)
    }
}
