import Domain
import Outbound
import Studio

/// The post office that letters are brought to, and who they come from.
struct MailSettings: Sendable {
    /// `GREENROOM_SMTP_URL`: `smtp://user:password@host:587` or `smtps://…`; without it no mail is sent and no password
    /// can be reset. Needs `GREENROOM_PUBLIC_URL`, where the links in letters lead.
    let server: MailServer
    /// `GREENROOM_MAIL_FROM`: `Greenroom <studio@example.com>`.
    let sender: MailSender
    let publicURL: String

    /// Nil without a post office.
    /// - Throws: ``CommandFailure``, which never quotes the URL: it holds a password.
    init?(_ values: Values, publicURL: String?) throws {
        let sender = try values.text("GREENROOM_MAIL_FROM").map { text in
            guard let sender = MailSender(text) else {
                throw CommandFailure(
                    "GREENROOM_MAIL_FROM is \"\(text)\"; it must be such as Greenroom <studio@example.com>")
            }
            return sender
        }
        guard let url = values.text("GREENROOM_SMTP_URL") else { return nil }
        guard let server = MailServer(url) else {
            throw CommandFailure(
                "GREENROOM_SMTP_URL must be such as smtp://user:password@mail.example.com:587, with special characters "
                    + "of the password percent-encoded")
        }
        guard let sender else { throw CommandFailure("GREENROOM_SMTP_URL needs GREENROOM_MAIL_FROM, too") }
        guard let publicURL else {
            throw CommandFailure("GREENROOM_SMTP_URL needs GREENROOM_PUBLIC_URL, too: the links in letters lead there")
        }
        (self.server, self.sender, self.publicURL) = (server, sender, publicURL)
    }

    /// The stand-in, by which every letter comes to the same mailbox.
    init?(standInAt port: Int, publicURL: String) {
        guard let server = MailServer("smtp://127.0.0.1:\(port)"),
            let sender = MailSender("Greenroom <studio@example.com>")
        else { return nil }
        (self.server, self.sender, self.publicURL) = (server, sender, publicURL)
    }

    /// What the studio writes and sends letters with.
    /// - Parameters:
    ///   - folder: of the letters' texts.
    ///   - policy: whom the server may call.
    /// - Throws: ``CommandFailure`` for texts that cannot be used.
    func port(texts folder: String, policy: OutboundPolicy, pool: OutboundPool) throws -> House.Mail {
        do {
            return House.Mail(
                mailer: SMTPMailer(server: server, sender: sender, policy: policy, pool: pool),
                templates: try MailTemplates(folder: folder), publicURL: publicURL)
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}
