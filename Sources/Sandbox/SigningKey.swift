import Crypto
import CryptoExtras
import Foundation
import JWTKit
import X509

/// An RSA key that a stand-in signs its tokens with, in the forms in which vendors publish theirs.
struct SigningKey: Sendable {
    /// Names the key in a token's head.
    let id: String
    private let key: _RSA.Signing.PrivateKey

    /// Makes a new one of 2048 bits.
    init() throws {
        key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        id = Random.hex(bytes: 20)
    }

    /// A compact JWT, RS256.
    func sign(_ claims: some JWTPayload) async throws -> String {
        let keys = JWTKeyCollection()
        let name = JWKIdentifier(string: id)
        await keys.add(rsa: try Insecure.RSA.PrivateKey(backing: key), digestAlgorithm: .sha256, kid: name)
        return try await keys.sign(claims, kid: name)
    }

    /// As a member of a JWKS.
    func jwk() throws -> [String: String] {
        let numbers = try key.publicKey.getKeyPrimitives()
        return [
            "kid": id, "use": "sig", "alg": "RS256", "kty": "RSA", "n": Random.base64URL(numbers.modulus),
            "e": Random.base64URL(numbers.publicExponent),
        ]
    }

    /// As a self-signed certificate, good for two weeks.
    func certificate(name: String) throws -> String {
        let subject = try DistinguishedName { CommonName(name) }
        let signer = Certificate.PrivateKey(key)
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: signer.publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 14 * 86_400),
            issuer: subject, subject: subject, signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: Certificate.Extensions {}, issuerPrivateKey: signer)
        return try certificate.serializeAsPEM().pemString
    }
}

/// Texts that cannot be guessed.
enum Random {
    static func hex(bytes count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in
            let byte = UInt8.random(in: 0...255, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// Base64 for URLs without padding (RFC 4648, section 5).
    static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
