import Domain
import Foundation
import Storage

/// Writes letters for the outbox. Nobody but the post office reads them from there: they lie sealed.
package struct Letters: Sendable {
    private let templates: MailTemplates
    private let secrets: SecretKeys
    /// Without a slash at its end.
    private let publicURL: String
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    /// - Parameter publicURL: how browsers reach the server; links begin with it.
    package init(
        templates: MailTemplates, secrets: SecretKeys, publicURL: String, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.templates = templates
        self.secrets = secrets
        self.publicURL = publicURL
        self.newID = newID
        self.now = now
    }

    /// - Parameter recipient: the account's own address, unless told.
    func write(
        _ letter: Letter, for account: Account, to recipient: String? = nil, in language: Preference.Language
    ) throws -> OutboxEntry {
        let host = publicURL.split(separator: "/").dropFirst().first.map(String.init) ?? publicURL
        let link = letter.path.map { publicURL + $0 }
        // Anybody can register anybody's address, under a name that says where to go: only the owner of the address is
        // called by it.
        let isOwners = account.emailVerifiedAt != nil && recipient ?? account.email == account.email
        let (subject, text, html) = templates.write(
            letter, name: isOwners ? account.name : nil, host: host, link: link, in: language)
        let id: OutboxID = newID.next()
        let message = MailMessage(
            id: MailID(id), recipient: recipient ?? account.email, subject: subject, text: text, html: html,
            writtenAt: now())
        let sealed = try secrets.seal(try JSONEncoder().encode(message), for: OutboxEntry.place(of: id))
        return OutboxEntry(
            id: id, kind: .letter, subject: letter.name, accountID: account.id, payload: sealed,
            createdAt: message.writtenAt)
    }
}
