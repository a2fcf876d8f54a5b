import Domain
import Foundation

/// The bytes of a letter: RFC 5322 header lines with RFC 2047 words, and the text and the HTML as RFC 2046 alternatives
/// in quoted-printable (RFC 2045, section 6.7). Only ASCII leaves here, in lines of at most 76 characters, except for an
/// address that is not ASCII itself (RFC 6532).
struct MIMEMessage {
    let text: String

    /// - Parameter boundary: that occurs in neither part; letters and digits.
    init(_ message: MailMessage, from sender: MailSender, boundary: String) {
        let name = sender.name.map { Self.words($0) + "\r\n " } ?? ""
        let host = sender.address.split(separator: "@").last.map(String.init) ?? "localhost"
        let head = [
            "Date: " + Self.date(message.writtenAt),
            "From: \(name)<\(Self.plain(sender.address))>",
            "To: <\(Self.plain(message.recipient))>",
            "Subject: " + Self.words(message.subject),
            "Message-ID: <\(message.id)@\(Self.plain(host))>",
            "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
        ]
        let parts = [("text/plain", message.text), ("text/html", message.html)].map { type, content in
            "--\(boundary)\r\nContent-Type: \(type); charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + Self.quotedPrintable(content) + "\r\n"
        }
        text = head.joined(separator: "\r\n") + "\r\n\r\n" + parts.joined() + "--\(boundary)--\r\n"
    }

    /// No line can be begun from inside a value.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value > 32 && $0.value != 127 }))
    }

    /// The text as it may stand in a header: itself when it is plain ASCII, else encoded words of at most 64 characters,
    /// so that the longest of our names of a header fits before one; none of them cuts a character.
    static func words(_ text: String) -> String {
        let flat = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        let isPlain = flat.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || " '-.!".utf8.contains(byte)
        }
        if isPlain, flat.utf8.count <= 60 { return flat }
        var (chunks, chunk) = ([String](), "")
        for scalar in flat.unicodeScalars {
            if chunk.utf8.count + String(scalar).utf8.count > 39 {
                chunks.append(chunk)
                chunk = ""
            }
            chunk.unicodeScalars.append(scalar)
        }
        chunks.append(chunk)
        return chunks.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    static func quotedPrintable(_ text: String) -> String {
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map(quotedLine).joined(separator: "\r\n")
    }

    private static func quotedLine(_ line: Substring) -> String {
        let bytes = Array(line.utf8)
        var (text, width) = ("", 0)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isPlain = (33...126).contains(byte) && byte != 61 || (byte == 32 || byte == 9) && !isLast
            let unit = isPlain ? String(UnicodeScalar(byte)) : "=" + hex(byte)
            // One place is kept for the `=` that ends a line softly.
            if width + unit.utf8.count > 75 {
                text += "=\r\n"
                width = 0
            }
            // A dot alone on a line ends a letter unless the sender doubles it; encoded text never holds one.
            text += width == 0 && unit == "." ? "=2E" : unit
            width += unit == "." && width == 0 ? 3 : unit.utf8.count
        }
        return text
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }

    /// RFC 5322, section 3.3, in UTC.
    private static func date(_ moment: Timestamp) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, d MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: Date(timeIntervalSince1970: Double(moment.milliseconds / 1000)))
    }
}
