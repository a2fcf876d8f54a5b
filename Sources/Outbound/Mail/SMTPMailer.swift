import Domain
import Foundation

/// Hands letters to a post office by SMTP (RFC 5321) through libcurl. A connection to another machine is encrypted, by
/// STARTTLS or from its beginning, before the password or the letter goes over it.
package final class SMTPMailer: Mailer {
    private let server: MailServer
    private let sender: MailSender
    private let policy: OutboundPolicy
    private let pool: OutboundPool
    private let timeout: Duration

    /// - Parameter timeout: for one letter.
    package init(
        server: MailServer, sender: MailSender, policy: OutboundPolicy, pool: OutboundPool = OutboundPool(),
        timeout: Duration = .seconds(60)
    ) {
        self.server = server
        self.sender = sender
        self.policy = policy.naming([server.url])
        self.pool = pool
        self.timeout = timeout
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
        let addresses: AddressPolicy
        do { addresses = try policy.addresses(for: server.url) } catch {
            throw .failed("this server works offline and does not call \(error.origin)")
        }
        let transfer = MailTransfer(
            server: server, sender: sender.address, recipient: recipient, letter: Array(letter.text.utf8),
            endsAt: .now + timeout, addresses: addresses, aboutToEnd: aboutToEnd)
        await pool.run(transfer)
        if transfer.isForbidden { policy.noteForbiddenAddress() }
        try transfer.result.get()
    }
}
