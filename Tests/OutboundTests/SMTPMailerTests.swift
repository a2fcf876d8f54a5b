import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Outbound

@Suite struct SMTPMailerTests {
    private let message = MailMessage(
        id: MailID(UUIDv7(milliseconds: 1, counter: 2, random: 3)), recipient: "kim@example.org", subject: "你好",
        text: ".\n..dots\nfine", html: "<p>fine</p>", writtenAt: Timestamp(milliseconds: 1_795_253_400_000))

    private func mailer(_ office: PostOffice) throws -> SMTPMailer {
        SMTPMailer(
            server: try #require(MailServer("smtp://127.0.0.1:\(office.port)")),
            sender: MailSender(name: "Greenroom", address: "studio@example.org"), policy: .online, timeout: .seconds(10)
        )
    }

    @Test func `a letter arrives whole, once, and is told of before its end`() async throws {
        let office = try PostOffice()
        let told = Atomic(0)

        try await mailer(office).send(message) { told.add(1, ordering: .relaxed) }

        #expect(told.load(ordering: .relaxed) == 1)
        #expect(office.letters.count == 1)
        #expect(office.letters[0].contains("To: <kim@example.org>\r\nSubject: =?utf-8?B?5L2g5aW9?="))
        #expect(office.letters[0].contains("\r\n\r\n=2E\r\n=2E.dots\r\nfine\r\n"))
        #expect(office.commands.contains("MAIL FROM:<studio@example.org>"))
        #expect(office.commands.contains("RCPT TO:<kim@example.org>"))
    }

    @Test(arguments: [
        (["RCPT": "550 no such person"], "refused"), (["RCPT": "450 later"], "failed"),
        (["CONNECT": "421 busy"], "failed"), (["DATA": "554 no"], "refused"), ([".": "554 spam"], "refused"),
        ([".": "451 later"], "failed"), ([".": ""], "uncertain"), (["MAIL": ""], "failed"),
    ])
    func `knows whether to try again`(moods: [String: String], kind: String) async throws {
        let office = try PostOffice(moods: moods)
        let mailer = try mailer(office)

        let error = await #expect(throws: MailError.self) { try await mailer.send(message) {} }

        let found =
            switch error {
            case .refused: "refused"
            case .failed: "failed"
            case .uncertain: "uncertain"
            case nil: "sent"
            }
        #expect(found == kind, "\(String(describing: error))")
    }

    @Test func `a letter that may not be finished is not taken`() async throws {
        let office = try PostOffice()
        let mailer = try mailer(office)

        await #expect(throws: MailError.self) { try await mailer.send(message) { throw CancellationError() } }

        #expect(office.letters.isEmpty)
    }

    @Test(arguments: ["kim@example.org>\r\nRCPT TO:<lee@example.org", "kim @example.org", "kim"])
    func `an address cannot become a command`(recipient: String) async throws {
        let office = try PostOffice()
        let mailer = try mailer(office)
        let message = MailMessage(
            id: message.id, recipient: recipient, subject: "", text: "", html: "", writtenAt: message.writtenAt)

        await #expect(throws: MailError.refused("the address cannot be written to")) {
            try await mailer.send(message) {}
        }
        #expect(office.commands.isEmpty)
    }

    @Test func `a password never goes over an open line`() async throws {
        let office = try PostOffice()
        // The name leads to this machine, but is not known to do so: it is treated as any other.
        let server = try #require(MailServer("smtp://kim:secret@127.0.0.2:\(office.port)"))
        let mailer = SMTPMailer(
            server: server, sender: MailSender(name: nil, address: "studio@example.org"), policy: .online,
            timeout: .seconds(5))

        await #expect(throws: MailError.self) { try await mailer.send(message) {} }

        #expect(!office.commands.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    }
}
