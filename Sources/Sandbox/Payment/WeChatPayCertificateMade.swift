import CryptoExtras
import Foundation
import X509

/// A platform certificate, self-signed: what a merchant without the public key fetches.
struct WeChatPayCertificateMade: Sendable {
    let key: _RSA.Signing.PrivateKey
    let pem: String
    /// Hexadecimal digits.
    let serial: String

    init(_ key: _RSA.Signing.PrivateKey) throws {
        self.key = key
        let number = Certificate.SerialNumber()
        serial = number.bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined().uppercased()
        let subject = try DistinguishedName { CommonName("Sandbox WeChat Pay") }
        let signer = Certificate.PrivateKey(key)
        pem = try Certificate(
            version: .v3, serialNumber: number, publicKey: signer.publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 1825 * 86_400),
            issuer: subject, subject: subject, signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: Certificate.Extensions {}, issuerPrivateKey: signer
        ).serializeAsPEM().pemString
    }
}
