import Crypto
import Domain
import Foundation

/// Ten codes on a piece of paper, each good once, for when the generator is lost: 80 random bits, which nobody guesses,
/// so a plain hash of them may lie in the database.
enum RecoveryCodes {
    static let count = 10

    /// Such as `K7QD-WX3A-MMB2-PLVE`.
    static func make() -> [String] {
        (0..<count).map { _ in
            let text = Base32.text(SymmetricKey(size: SymmetricKeySize(bitCount: 80)).withUnsafeBytes { Array($0) })
            return stride(from: 0, to: 16, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: "-")
        }
    }

    /// SHA-256 of the code and whose it is, however the code was typed.
    static func hash(_ code: String, of account: AccountID) -> Data {
        let plain = code.precomposedStringWithCompatibilityMapping.uppercased().unicodeScalars.filter {
            $0.isASCII && $0.properties.isAlphabetic || "234567".unicodeScalars.contains($0)
        }
        return Data(SHA256.hash(data: Data("\(account)\n\(String(String.UnicodeScalarView(plain)))".utf8)))
    }
}
