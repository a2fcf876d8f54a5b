import Crypto
import CryptoExtras
import Domain
import Foundation
import X509

/// What a merchant of WeChat Pay v3 has: a key to sign with, the key that call-backs are sealed with, and the key or keys
/// that WeChat Pay signs with (pay.weixin.qq.com/doc/v3, "签名", "证书和密钥").
package struct WeChatPayCredentials: Sendable {
    package let merchantID: String
    package let appID: String
    /// Of the merchant's certificate, as hexadecimal digits.
    package let serial: String
    /// The APIv3 key: 32 bytes.
    let sealingKey: SymmetricKey
    let signingKey: _RSA.Signing.PrivateKey
    /// Of a merchant in public-key mode; others fetch certificates.
    let publicKey: PublicKey?

    package struct PublicKey: Sendable {
        /// `PUB_KEY_ID_…`.
        package let id: String
        let key: _RSA.Signing.PublicKey

        /// - Parameter pem: a public key (X.509 SubjectPublicKeyInfo).
        package init(id: String, pem: String) throws {
            self.id = id
            key = try _RSA.Signing.PublicKey(pemRepresentation: pem)
        }
    }

    /// - Parameters:
    ///   - apiKey: the APIv3 key.
    ///   - privateKey: PEM, PKCS#8.
    /// - Throws: ``Unusable``, or what is wrong with the private key.
    package init(
        merchantID: String, appID: String, serial: String, apiKey: String, privateKey: String, publicKey: PublicKey?
    ) throws {
        guard apiKey.utf8.count == 32 else { throw Unusable(description: "the APIv3 key must have 32 bytes") }
        self.merchantID = merchantID
        self.appID = appID
        self.serial = serial
        sealingKey = SymmetricKey(data: Data(apiKey.utf8))
        signingKey = try _RSA.Signing.PrivateKey(pemRepresentation: privateKey)
        self.publicKey = publicKey
    }

    package struct Unusable: Error, CustomStringConvertible { package let description: String }

    /// RSA PKCS#1 v1.5 with SHA-256, in base64.
    package func sign(_ text: String) throws -> String {
        try signingKey.signature(for: SHA256.hash(data: Data(text.utf8)), padding: .insecurePKCS1v1_5).rawRepresentation
            .base64EncodedString()
    }

    /// The value of `Authorization`.
    /// - Parameters:
    ///   - path: with its query, percent-encoded as it is sent.
    ///   - nonce: at most 32 letters and digits.
    package func authorization(
        _ method: String, _ path: String, body: Data, timestamp: Int64, nonce: String
    ) throws -> String {
        let text = Data("\(method)\n\(path)\n\(timestamp)\n\(nonce)\n".utf8) + body + Data("\n".utf8)
        let signature = try signingKey.signature(for: SHA256.hash(data: text), padding: .insecurePKCS1v1_5)
        return "WECHATPAY2-SHA256-RSA2048 mchid=\"\(merchantID)\",nonce_str=\"\(nonce)\",signature=\""
            + signature.rawRepresentation.base64EncodedString()
            + "\",timestamp=\"\(timestamp)\",serial_no=\"\(serial)\""
    }

    /// Opens what was sealed with AES-256-GCM; nil for what was not, or not with this key.
    /// - Parameters:
    ///   - sealed: base64; its last 16 bytes are the tag.
    ///   - nonce: 12 characters.
    package func open(_ sealed: String, nonce: String, associated: String) -> Data? {
        guard let bytes = Data(base64Encoded: sealed), bytes.count >= 16, nonce.utf8.count == 12,
            let box = try? AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: Data(nonce.utf8)), ciphertext: bytes.dropLast(16), tag: bytes.suffix(16))
        else { return nil }
        return try? AES.GCM.open(box, using: sealingKey, authenticating: Data(associated.utf8))
    }
}

/// Headers by which WeChat Pay shows that an answer or a call-back is its own.
struct WeChatPaySeal {
    /// How far its time may be from ours, either way.
    static let tolerance: Int64 = 300

    let timestamp: Int64
    let serial: String
    private let nonce: String
    private let signature: Data

    /// - Parameter headers: by lower-case name.
    /// - Returns: nil where one is missing or cannot be read, and for another way of signing.
    init?(_ headers: [String: String]) {
        guard headers["wechatpay-signature-type"] == "WECHATPAY2-SHA256-RSA2048",
            let timestamp = headers["wechatpay-timestamp"].flatMap({ Int64($0) }),
            let nonce = headers["wechatpay-nonce"], let serial = headers["wechatpay-serial"], !serial.isEmpty,
            let signature = headers["wechatpay-signature"].flatMap({ Data(base64Encoded: $0) })
        else { return nil }
        self.timestamp = timestamp
        self.nonce = nonce
        self.serial = serial
        self.signature = signature
    }

    func isOf(_ body: Data, by key: _RSA.Signing.PublicKey) -> Bool {
        let text = Data("\(timestamp)\n\(nonce)\n".utf8) + body + Data("\n".utf8)
        return key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: text),
            padding: .insecurePKCS1v1_5)
    }

    /// - Parameter now: in seconds since 1970.
    func isTimely(at now: Int64) -> Bool {
        let (difference, isFar) = now.subtractingReportingOverflow(timestamp)
        return !isFar && difference.magnitude <= Self.tolerance.magnitude
    }
}

/// A certificate of WeChat Pay's own: the key that it signs with, by its serial number.
struct WeChatPayCertificate: Sendable {
    let serial: String
    let key: _RSA.Signing.PublicKey
    let expiresAt: Date

    init(pem: String) throws {
        let certificate = try Certificate(pemEncoded: pem)
        guard let key = _RSA.Signing.PublicKey(certificate.publicKey) else {
            throw WeChatPayCredentials.Unusable(description: "the certificate has no RSA key")
        }
        self.key = key
        serial = Self.plain(certificate.serialNumber.bytes.hex)
        expiresAt = certificate.notValidAfter
    }

    /// Serial numbers are numbers: without regard to case and leading zeros.
    static func plain(_ serial: String) -> String {
        let text = serial.lowercased().drop { $0 == "0" }
        return text.isEmpty ? "0" : String(text)
    }
}
