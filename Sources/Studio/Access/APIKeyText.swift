import Crypto
import Foundation

/// A key as its owner holds it: `gr_`, 8 characters by which people tell keys apart, `_`, and 43 characters that hold 256
/// bits of chance.
struct APIKeyText: Sendable {
    static let longest = 55
    /// Without letters and digits that are taken for one another.
    private static let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")

    let text: String
    let prefix: String

    init() {
        var generator = SystemRandomNumberGenerator()
        prefix = String(
            (0..<8).map { _ in Self.alphabet[Int.random(in: Self.alphabet.indices, using: &generator)] })
        let secret = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        text = "gr_\(prefix)_\(Base64URL.text(secret))"
    }

    /// What is stored of it.
    var hash: Data { Data(Self.hash(text)) }

    static func hash(_ text: String) -> SHA256.Digest {
        var text = text
        return text.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
    }

    /// The 8 characters of what may be a key; nil for what surely is none.
    static func prefix(of text: String) -> String? {
        let bytes = text.utf8
        guard bytes.count == longest, text.hasPrefix("gr_"), bytes.dropFirst(11).first == UInt8(ascii: "_") else {
            return nil
        }
        return String(Substring(bytes.dropFirst(3).prefix(8)))
    }
}
