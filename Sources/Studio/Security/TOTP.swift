import Crypto
import Domain
import Foundation

/// Codes of six digits that change every 30 seconds (RFC 6238, with SHA-1, which is what the generators know).
struct TOTP: Sendable {
    private static let periodSeconds: Int64 = 30

    /// 20 bytes (RFC 4226, section 4, R6).
    let secret: Data

    /// A new secret.
    static func random() -> TOTP {
        TOTP(secret: SymmetricKey(size: SymmetricKeySize(bitCount: 160)).withUnsafeBytes { Data($0) })
    }

    /// The 30 seconds in which the code is the one of `moment`, counted since 1970.
    static func step(at moment: Timestamp) -> Int64 { moment.milliseconds / 1000 / periodSeconds }

    /// Six digits.
    func code(step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The step of which `code` is the code, at most one away from `moment` for clocks that differ (RFC 6238, section
    /// 5.2); nil when there is none. Takes the same time whatever differs.
    func step(of code: String, at moment: Timestamp) -> Int64? {
        guard let given = Self.digits(of: code) else { return nil }
        var found: Int64?
        let now = Self.step(at: moment)
        for step in [now - 1, now + 1, now] {
            let difference = zip(self.code(step: step).utf8, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            if difference == 0 { found = step }
        }
        return found
    }

    /// Six digits however they were typed: full-width or of another script, with blanks or hyphens between them.
    private static func digits(of code: String) -> [UInt8]? {
        guard code.utf8.count <= 100 else { return nil }
        var digits: [UInt8] = []
        for scalar in code.unicodeScalars {
            let properties = scalar.properties
            if properties.isWhitespace || properties.generalCategory == .dashPunctuation || scalar == "\u{2212}" {
                continue
            }
            guard properties.numericType == .decimal, let value = properties.numericValue else { return nil }
            digits.append(UInt8(ascii: "0") + UInt8(value))
        }
        return digits.count == 6 ? digits : nil
    }

    /// What a generator reads from a QR code ("Key Uri Format" of the Google Authenticator wiki).
    func url(account: String, issuer: String) -> String {
        var unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7f}"))
        unreserved.insert(charactersIn: "-._~@")
        let escape = { (text: String) in text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "" }
        return "otpauth://totp/\(escape(issuer)):\(escape(account))?secret=\(Base32.text(secret))"
            + "&issuer=\(escape(issuer))&algorithm=SHA1&digits=6&period=30"
    }
}
