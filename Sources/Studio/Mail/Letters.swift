import Domain
import Foundation
import Storage

/// Writes letters for the outbox. Nobody but the post office reads them from there: they lie sealed.
package struct Letters: Sendable {
    private let writer: LetterWriter
    private let secrets: SecretKeys
    private let newID: IDSource

    package init(writer: LetterWriter, secrets: SecretKeys, newID: IDSource) {
        self.writer = writer
        self.secrets = secrets
        self.newID = newID
    }

    /// - Parameter recipient: the account's own address, unless told.
    func write(
        _ letter: Letter, for account: Account, to recipient: String? = nil, in language: Preference.Language
    ) throws -> OutboxEntry {
        let id: OutboxID = newID.next()
        let message = writer.write(letter, for: account, to: recipient, in: language, as: id)
        let sealed = try secrets.seal(try JSONEncoder().encode(message), for: OutboxEntry.place(of: id))
        return OutboxEntry(
            id: id, kind: .letter, subject: letter.name, accountID: account.id, payload: sealed,
            createdAt: message.writtenAt)
    }
}
