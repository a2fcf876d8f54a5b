import Domain
import Foundation
import Storage

/// Takes letters from the outbox to the post office. A letter is never sent twice: before its end is handed over, that
/// is noted.
package struct Postman: OutboxHandler {
    package let kind = OutboxEntry.Kind.letter
    package let rules: OutboxRules

    private let mailer: any Mailer
    private let secrets: SecretKeys

    package init(mailer: any Mailer, secrets: SecretKeys) {
        self.mailer = mailer
        self.secrets = secrets
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(30)
        rules.retries.factor = 2
        rules.retries.longestWait = .seconds(3600)
        self.rules = rules
    }

    package func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        let message = try open(entry)
        do {
            try await mailer.send(message) { try handover.noteAndWait() }
        } catch {
            switch error {
            case .failed(let reason): throw .failed(reason)
            case .refused(let reason): throw .refused(reason)
            case .uncertain(let reason): throw .uncertain(reason)
            }
        }
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
