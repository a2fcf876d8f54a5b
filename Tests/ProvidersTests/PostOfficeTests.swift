import Domain
import Foundation
import Outbound
import Testing

@testable import Sandbox

/// Without the stand-in's mailbox nobody can try a letter's link offline.
struct PostOfficeTests {
    @Test func `a letter sent by libcurl is in the mailbox as it was written`() async throws {
        let office = try await PostOffice.open()
        let server = try #require(MailServer("smtp://127.0.0.1:\(office.port)"))
        let sender = try #require(MailSender("Green Room <studio@example.com>"))
        let text =
            "Grüße, 林晓!\n.\nhttps://studio.example.com/#/reset?token=abc=\n" + String(repeating: "long ", count: 40)

        try await SMTPMailer(server: server, sender: sender, policy: .online).send(
            MailMessage(
                id: MailID(UUIDv7(milliseconds: 1, counter: 0, random: 1)), recipient: "kim@example.org",
                subject: "Ein Brief für 林晓, der einen langen Betreff hat",
                text: text, html: "<p>x</p>", writtenAt: .now())
        ) {}

        let letter = try #require(office.letters.first)
        #expect(letter.recipients == ["kim@example.org"])
        #expect(letter.subject == "Ein Brief für 林晓, der einen langen Betreff hat")
        #expect(letter.from.contains("studio@example.com"))
        #expect(letter.text.replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines) == text)
    }

    @Test func `a conversation that makes no sense ends without a letter`() {
        var early = SMTPConversation()
        #expect(early.hear("DATA\r\n".utf8).hasPrefix("503"))
        var long = SMTPConversation()
        #expect(long.hear(String(repeating: "x", count: 5000).utf8).hasPrefix("500") && long.isOver)
        var endless = SMTPConversation()
        _ = endless.hear("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n".utf8)
        #expect(endless.hear(String(repeating: "line\r\n", count: 300_000).utf8).hasPrefix("552"))
        #expect(endless.isOver && endless.letters.isEmpty)
    }
}
