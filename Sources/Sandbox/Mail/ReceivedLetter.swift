import Foundation

/// A letter as it arrived, read as far as a person wants to: RFC 5322 headers with RFC 2047 words, and the plain text of
/// its MIME parts (RFC 2045, RFC 2046).
struct ReceivedLetter: Equatable, Sendable {
    let from: String
    let recipients: [String]
    let subject: String
    let text: String

    /// - Parameters:
    ///   - recipients: as the envelope names them.
    ///   - content: what stood between `DATA` and the dot, with `\r\n` at the ends of lines.
    init(recipients: [String], content: String) {
        self.recipients = recipients
        let whole = Part(content)
        from = whole.headers["from"] ?? ""
        subject = Self.words(whole.headers["subject"] ?? "")
        text = whole.plainText
    }

    /// Encoded words, also several in a row, as the text they stand for.
    static func words(_ text: String) -> String {
        let encoded = /=\?utf-8\?[Bb]\?([A-Za-z0-9+\/=]*)\?=/
        let joined = text.replacing(/\?=\s+=\?/, with: "?==?")
        return joined.replacing(encoded) { match in
            Data(base64Encoded: String(match.output.1)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }
}

/// Headers and a body, which may hold parts again.
private struct Part {
    let headers: [String: String]
    let body: String

    init(_ content: String) {
        let end = content.range(of: "\r\n\r\n")
        let head = end.map { content[..<$0.lowerBound] } ?? content[...]
        body = end.map { String(content[$0.upperBound...]) } ?? ""
        let unfolded = head.replacing(/\r\n[ \t]+/, with: " ")
        headers = unfolded.split(separator: "\r\n").reduce(into: [:]) { headers, line in
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { return }
            headers[halves[0].lowercased()] = halves[1].trimmingCharacters(in: .whitespaces)
        }
    }

    /// Of several parts the first that is plain text.
    var plainText: String {
        let type = headers["content-type"] ?? "text/plain"
        guard type.lowercased().hasPrefix("multipart/"), let boundary = type.firstMatch(of: /boundary="?([^";]+)"?/)
        else { return decoded }
        let parts = ("\r\n" + body).components(separatedBy: "\r\n--\(boundary.output.1)").dropFirst()
        let inner = parts.filter { !$0.hasPrefix("--") }.map { Part(String($0.trimmingPrefix("\r\n"))) }
        return inner.first { ($0.headers["content-type"] ?? "").hasPrefix("text/plain") }?.plainText ?? ""
    }

    private var decoded: String {
        guard headers["content-transfer-encoding"]?.lowercased() == "quoted-printable" else { return body }
        var bytes: [UInt8] = []
        var rest = Array(body.replacing("=\r\n", with: "").utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "="), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
