import Crypto
import Foundation

/// The header `Stripe-Signature`: `t=<unix seconds>,v1=<hex>[,v1=<hex>][,v0=…]` (docs.stripe.com/webhooks, "Verify webhook
/// signatures manually"). `v1` is the HMAC-SHA256 of `t`, a dot and the raw body under the whole secret.
struct StripeSignature {
    /// How far the time may be from ours, in seconds, either way.
    static let tolerance: Int64 = 300

    let timestamp: Int64
    private let signedTime: Substring
    private let signatures: [[UInt8]]

    /// Nil for a header without a time or without a signature of the known scheme.
    init?(_ header: String) {
        var time: Substring?
        var signatures: [[UInt8]] = []
        for part in header.split(separator: ",").prefix(20) {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            switch pair[0].drop(while: { $0 == " " }) {
            case "t": time = pair[1]
            case "v1": if let bytes = Self.bytes(pair[1]) { signatures.append(bytes) }
            default: continue
            }
        }
        guard let time, let seconds = Int64(time), !signatures.isEmpty else { return nil }
        timestamp = seconds
        signedTime = time
        self.signatures = signatures
    }

    /// Whether one of the secrets has signed the body, compared in constant time.
    func isOf(_ body: Data, secrets: [String]) -> Bool {
        let message = Data("\(signedTime).".utf8) + body
        return secrets.contains { secret in
            let key = SymmetricKey(data: Data(secret.utf8))
            return signatures.contains {
                HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: message, using: key)
            }
        }
    }

    /// Whether its time is close enough to ours, in seconds since 1970.
    func isTimely(at now: Int64) -> Bool {
        let (difference, isFar) = now.subtractingReportingOverflow(timestamp)
        return !isFar && difference.magnitude <= Self.tolerance.magnitude
    }

    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
