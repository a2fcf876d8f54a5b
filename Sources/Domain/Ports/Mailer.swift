/// A letter, ready to go.
package struct MailMessage: Codable, Equatable, Sendable, Identifiable {
    package let id: MailID
    /// One address.
    package let recipient: String
    package let subject: String
    /// The same twice: plain text, and HTML for programs that show it.
    package let text: String
    package let html: String
    package let writtenAt: Timestamp

    package init(
        id: MailID, recipient: String, subject: String, text: String, html: String, writtenAt: Timestamp
    ) {
        self.id = id
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
        self.writtenAt = writtenAt
    }
}

package typealias MailID = Identifier<MailMessage>

/// Hands letters to a post office.
package protocol Mailer: Sendable {
    /// Returns once the post office has taken the letter.
    /// - Parameter aboutToEnd: called when all of the letter but its end has been handed over, on a thread that may
    ///   wait. From then on nobody but the post office knows whether it took the letter. When it throws, the letter is
    ///   not finished and not taken.
    func send(_ message: MailMessage, aboutToEnd: @escaping @Sendable () throws -> Void) async throws(MailError)
}

package enum MailError: Error, Equatable, Sendable {
    /// The post office does not want this letter, now or later; its words.
    case refused(String)
    /// It was not taken; trying again may help.
    case failed(String)
    /// The connection broke after the end of the letter: it may have been taken.
    case uncertain(String)
}
