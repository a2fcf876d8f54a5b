import Domain
import Foundation
import Storage

/// Takes letters from the outbox to the post office. A letter is never sent twice: before its end is handed over, that
/// is noted.
package struct Postman: OutboxHandler {
    package let kind = OutboxEntry.Kind.letter
    package let rules = OutboxRules.letters

    private let mailer: any Mailer
    private let secrets: SecretKeys

    package init(mailer: any Mailer, secrets: SecretKeys) {
        self.mailer = mailer
        self.secrets = secrets
    }

    package func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        try await mailer.send(open(entry), handover)
    }

    private func open(_ entry: OutboxEntry) throws(OutboxFailure) -> MailMessage {
        guard let sealed = entry.payload else { throw .refused("the letter is empty") }
        do {
            let content = try secrets.open(sealed, at: OutboxEntry.place(of: entry.id))
            return try JSONDecoder().decode(MailMessage.self, from: content)
        } catch {
            throw .refused("the letter cannot be opened with the keys of this home")
        }
    }
}
