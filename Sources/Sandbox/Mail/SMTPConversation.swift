/// The server's side of one SMTP connection (RFC 5321), as much of it as a client needs that only hands letters in.
struct SMTPConversation {
    static let greeting = "220 greenroom stand-in\r\n"
    /// Of a letter, and of a line outside of one; bytes.
    private static let longestLetter = 1 << 20
    private static let longestLine = 4096

    private(set) var letters: [ReceivedLetter] = []
    /// Nothing more is heard: the client has said goodbye, or too much.
    private(set) var isOver = false

    private var line: [UInt8] = []
    private var recipients: [String] = []
    /// The letter that is on its way; nil between letters.
    private var content: [UInt8]?

    /// - Returns: what to answer, nothing as long as a line is not whole.
    mutating func hear(_ bytes: some Sequence<UInt8>) -> String {
        var answer = ""
        for byte in bytes where !isOver {
            line.append(byte)
            let isWhole = byte == UInt8(ascii: "\n")
            if !isWhole, line.count > Self.longestLine { answer += end("500 that line is too long") }
            guard isWhole else { continue }
            answer += content == nil ? command(String(decoding: line, as: UTF8.self)) : letterLine()
            line.removeAll(keepingCapacity: true)
        }
        return answer
    }

    private mutating func command(_ line: String) -> String {
        let words = line.trimmingSuffix { $0.isNewline }
        switch words.prefix(4).uppercased() {
        case "EHLO": return "250-greenroom stand-in\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
        case "HELO", "NOOP": return "250 fine\r\n"
        case "MAIL", "RSET":
            recipients = []
            return "250 fine\r\n"
        case "RCPT":
            guard let address = words.firstMatch(of: /<([^<>]*)>/) else { return "501 to whom?\r\n" }
            recipients.append(String(address.output.1))
            return "250 fine\r\n"
        case "DATA":
            guard !recipients.isEmpty else { return "503 to whom?\r\n" }
            content = []
            return "354 send the message, end it with a dot alone\r\n"
        case "QUIT": return end("221 goodbye")
        default: return "502 not here\r\n"
        }
    }

    /// A dot alone ends the letter; one at the beginning of a line was doubled on the way (section 4.5.2).
    private mutating func letterLine() -> String {
        if line == Array(".\r\n".utf8) {
            letters.append(
                ReceivedLetter(recipients: recipients, content: String(decoding: content ?? [], as: UTF8.self)))
            (content, recipients) = (nil, [])
            return "250 taken\r\n"
        }
        content?.append(contentsOf: line.first == UInt8(ascii: ".") ? line.dropFirst() : line[...])
        return (content?.count ?? 0) > Self.longestLetter ? end("552 that letter is too long") : ""
    }

    private mutating func end(_ answer: String) -> String {
        isOver = true
        return answer + "\r\n"
    }
}

extension String {
    fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !matches($0) }) else { return "" }
        return self[...last]
    }
}
