import CCurl
import Domain
import Foundation

/// Hands letters to a post office by SMTP (RFC 5321) through libcurl. A connection to another machine is encrypted, by
/// STARTTLS or from its beginning, before the password or the letter goes over it.
package final class SMTPMailer: Mailer {
    private let server: MailServer
    private let sender: MailSender
    private let timeout: Duration
    /// libcurl blocks; at most this many threads do so at a time.
    private let threads = OperationQueue()

    /// - Parameter timeout: for one letter.
    package init(server: MailServer, sender: MailSender, timeout: Duration = .seconds(60), atOnce: Int = 2) {
        self.server = server
        self.sender = sender
        self.timeout = timeout
        threads.name = "mail"
        threads.maxConcurrentOperationCount = atOnce
    }

    package func send(
        _ message: MailMessage, aboutToEnd: @escaping @Sendable () throws -> Void
    ) async throws(MailError) {
        let recipient = message.recipient
        guard recipient.contains("@"),
            !recipient.unicodeScalars.contains(where: { scalar in
                scalar.value <= 32 || scalar.value == 127 || scalar == "<" || scalar == ">"
            })
        else { throw .refused("the address cannot be written to") }
        let boundary = "greenroom" + String(UInt64.random(in: 0 ... .max), radix: 36)
        let letter = MIMEMessage(message, from: sender, boundary: boundary)
        let transfer = MailTransfer(
            server: server, sender: sender.address, recipient: recipient, letter: Array(letter.text.utf8),
            timeout: timeout, aboutToEnd: aboutToEnd)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (done: CheckedContinuation<Result<Void, MailError>, Never>) in
                threads.addOperation { done.resume(returning: transfer.perform()) }
            }
        } onCancel: {
            transfer.cancel()
        }
        try result.get()
    }
}
