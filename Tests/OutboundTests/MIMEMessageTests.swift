import Domain
import Foundation
import Testing

@testable import Outbound

@Suite struct MIMEMessageTests {
    private let sender = MailSender(name: "工作室 Greenroom", address: "studio@example.org")

    private func message(subject: String = "Hello", text: String = "Hi", html: String = "<p>Hi</p>") -> MailMessage {
        MailMessage(
            id: MailID(UUIDv7(milliseconds: 1, counter: 2, random: 3)), recipient: "kim@example.org", subject: subject,
            text: text, html: html, writtenAt: Timestamp(milliseconds: 1_795_253_400_000))
    }

    @Test func `only short lines of ASCII leave here`() {
        let long = String(repeating: "確認リンクを開いてください。", count: 40)
        let letter = MIMEMessage(
            message(subject: long, text: long, html: "<p>\(long)</p>"), from: sender, boundary: "b")

        #expect(letter.text.utf8.allSatisfy { $0 == 13 || $0 == 10 || (32...126).contains($0) })
        for line in letter.text.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 76, "\(line)") }
        #expect(letter.text.hasPrefix("Date: Sat, 21 Nov 2026 09:30:00 +0000\r\nFrom: =?utf-8?B?"))
    }

    @Test(arguments: [
        "Hello\r\nBcc: victim@example.org", "Hello\nBcc: x@y.z", "Hello\r\n\r\nbody", "a\u{0}b", "\u{2028}Bcc: x@y.z",
        "Hello\u{85}Bcc: x",
    ])
    func `no value begins a header line of its own`(subject: String) {
        let letter = MIMEMessage(message(subject: subject), from: sender, boundary: "b")
        let head = letter.text.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
            .filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != ":" }) }

        #expect(
            head == [
                "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type",
            ])
    }

    /// RFC 2045, section 6.7.
    @Test(arguments: [
        ("a=b", "a=3Db"), ("ends in a space ", "ends in a space=20"), ("ü", "=C3=BC"), (".", "=2E"), ("..a", "=2E.a"),
        ("a\nb\r\nc", "a\r\nb\r\nc"), ("", ""),
        (String(repeating: "x", count: 80), String(repeating: "x", count: 75) + "=\r\nxxxxx"),
    ])
    func `quotes what needs it and nothing else`(plain: String, quoted: String) {
        #expect(MIMEMessage.quotedPrintable(plain) == quoted)
    }

    @Test(arguments: [
        ("smtp://kim:p%40ss@mail.example.com", "smtp://mail.example.com:587", "kim", "p@ss"),
        ("smtps://mail.example.com", "smtps://mail.example.com:465", nil, nil),
        ("http://mail.example.com", nil, nil, nil), ("smtp://", nil, nil, nil), ("smtp://a/b?c", nil, nil, nil),
    ])
    func `reads where the post office is`(text: String, url: String?, user: String?, password: String?) {
        let server = MailServer(text)

        #expect(server?.url == url && server?.user == user && server?.password == password)
    }

    @Test(arguments: [
        ("Greenroom <studio@example.org>", "Greenroom", "studio@example.org"), ("a@b.c", nil, "a@b.c"),
        ("\"A, B\" <a@b.c>", "A, B", "a@b.c"), ("nobody", nil, nil), ("a@b@c", nil, nil),
        ("<a@b.c\r\nBcc: x@y.z>", nil, nil),
    ])
    func `reads who letters come from`(text: String, name: String?, address: String?) {
        let sender = MailSender(text)

        #expect(sender?.name == name && sender?.address == address)
    }
}
