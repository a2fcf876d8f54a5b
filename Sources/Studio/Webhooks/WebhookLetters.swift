import Domain
import Foundation
import Storage

/// Writes to the owner that a webhook was switched off because nothing arrived.
struct WebhookLetters: LetterAuthor {
    let kind = OutboxEntry.Kind.webhookLetter
    let store: Store

    func letter(about subject: String, in language: Preference.Language) async throws -> Letter? {
        guard let id = WebhookID(rawValue: subject), let webhook = try await store.webhook(id),
            let off = webhook.off, off.cause == .gone || off.cause == .failing
        else { return nil }
        // The path may hold a secret of the receiver's.
        let host = URLComponents(string: webhook.choice.url)?.host ?? ""
        return off.cause == .gone ? .webhookGone(host: host) : .webhookFailing(host: host)
    }
}
