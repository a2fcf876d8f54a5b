import Crypto
import Foundation
import Testing

/// What a person has on the telephone, written from RFC 6238 and RFC 4648 for the tests alone.
struct CodeGenerator {
    let secret: [UInt8]

    /// - Parameter text: Base32.
    init(_ text: String) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = text.flatMap { letter in
            let value = alphabet.firstIndex(of: letter) ?? 0
            return (0..<5).map { value >> (4 - $0) & 1 }
        }
        secret = (0..<bits.count / 8).map { byte in
            UInt8(bits[byte * 8..<byte * 8 + 8].reduce(0) { $0 << 1 | $1 })
        }
    }

    /// - Parameter later: in periods of 30 seconds.
    func code(later: UInt64 = 0) -> String {
        var step = UInt64(Date().timeIntervalSince1970) / 30 + later
        var counter: [UInt8] = []
        for _ in 0..<8 {
            counter.insert(UInt8(step & 255), at: 0)
            step >>= 8
        }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        var number = 0
        for byte in mac[offset..<offset + 4] { number = number << 8 | Int(byte) }
        return String(format: "%06d", (number & 0x7fff_ffff) % 1_000_000)
    }
}

extension TestClient {
    /// Sets a code generator up and confirms it.
    @discardableResult
    func turnSecondFactorOn() async throws -> CodeGenerator {
        let begun = try await post("/api/v1/auth/totp", json: "")
        let generator = CodeGenerator(try #require(begun.data["secret"].string))
        let confirmed = try await post("/api/v1/auth/totp/confirm", json: #"{"code": "\#(generator.code())"}"#)
        #expect(confirmed.data["recovery_codes"].array.count == 10, "\(confirmed.text)")
        return generator
    }
}
