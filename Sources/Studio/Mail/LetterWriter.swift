import Domain

/// Turns what a letter is about into the letter.
package struct LetterWriter: Sendable {
    private let templates: MailTemplates
    /// Without a slash at its end.
    private let publicURL: String
    private let now: @Sendable () -> Timestamp

    /// - Parameter publicURL: how browsers reach the server; links begin with it.
    package init(templates: MailTemplates, publicURL: String, now: @escaping @Sendable () -> Timestamp) {
        self.templates = templates
        self.publicURL = publicURL
        self.now = now
    }

    /// - Parameters:
    ///   - recipient: the account's own address, unless told.
    ///   - id: of the outbox entry that sends it.
    func write(
        _ letter: Letter, for account: Account, to recipient: String? = nil, in language: Preference.Language,
        as id: OutboxID
    ) -> MailMessage {
        let host = publicURL.split(separator: "/").dropFirst().first.map(String.init) ?? publicURL
        // Anybody can register anybody's address, under a name that says where to go: only the owner of the address is
        // called by it.
        let isOwners = account.ownerProvenAt != nil && recipient ?? account.email == account.email
        let (subject, text, html) = templates.write(
            letter, name: isOwners ? account.name : nil, host: host, link: letter.path.map { publicURL + $0 },
            in: language)
        return MailMessage(
            id: MailID(id), recipient: recipient ?? account.email, subject: subject, text: text, html: html,
            writtenAt: now())
    }
}
