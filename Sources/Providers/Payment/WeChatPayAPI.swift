import CryptoExtras
import Domain
import Foundation
import Outbound

/// Calls of WeChat Pay v3: signed requests, and answers that are believed only when they are signed, too. Certificates are
/// fetched when one is needed and at least every 12 hours.
actor WeChatPayAPI {
    struct Refusal: Decodable { let code: String? }

    private let base: String
    private let credentials: WeChatPayCredentials
    private let web: WebClient
    private let now: @Sendable () -> Timestamp
    private var certificates: [String: WeChatPayCertificate] = [:]
    /// When those came.
    private var fetchedAt: Timestamp?
    /// A download under way: whoever needs a certificate meanwhile waits for the same one.
    private var arrival: Task<PaymentError?, Never>?

    /// How often certificates are fetched, at most and at least. A download that fails does not count.
    private static let (shortest, longest): (Duration, Duration) = (.seconds(300), .seconds(12 * 3600))

    init(
        base: String, credentials: WeChatPayCredentials, web: WebClient, now: @escaping @Sendable () -> Timestamp
    ) {
        self.base = base
        self.credentials = credentials
        self.web = web.naming([base], as: "wechatpay")
        self.now = now
    }

    /// - Parameters:
    ///   - path: with its query.
    ///   - isSigned: false for the one download whose answer has no signature.
    func ask(
        _ method: String, _ path: String, _ body: Data? = nil, isSigned: Bool = true
    ) async throws(PaymentError) -> Data {
        let reply = try await send(method, path, body)
        if isSigned { try await verify(reply) }
        if (200..<300).contains(reply.status) { return reply.body }
        let code = (try? JSONDecoder().decode(Refusal.self, from: reply.body))?.code ?? "no code"
        let told = "WeChat Pay answers \(reply.status) \(code) (request \(reply.headers["request-id"] ?? "unknown"))"
        if reply.status == 404, ["ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"].contains(code) { throw .unknown }
        throw reply.status == 429 || reply.status >= 500 ? .unavailable(told) : .refused(told)
    }

    /// The key that the serial number names.
    func key(_ serial: String) async throws(PaymentError) -> _RSA.Signing.PublicKey {
        if serial.hasPrefix("PUB_KEY_ID_") {
            guard let own = credentials.publicKey, own.id == serial else {
                throw .forged("the public key \(serial.prefix(60)) is not the one that is set")
            }
            return own.key
        }
        let plain = WeChatPayCertificate.plain(serial)
        let age = fetchedAt.map { now() - $0 } ?? Self.longest
        if let known = valid(plain) {
            // What is known is good while newer ones are on their way, or cannot be had.
            if age >= Self.longest { _ = fetchCertificates() }
            return known.key
        }
        if arrival != nil || age >= Self.shortest, let error = await fetchCertificates().value { throw error }
        guard let certificate = valid(plain) else {
            throw .forged("the certificate \(serial.prefix(60)) is not one of WeChat Pay's")
        }
        return certificate.key
    }

    private func valid(_ serial: String) -> WeChatPayCertificate? {
        let date = Date(timeIntervalSince1970: Double(now().milliseconds / 1000))
        return certificates[serial].flatMap { $0.expiresAt > date ? $0 : nil }
    }

    /// One download at a time, which nobody's leaving ends.
    private func fetchCertificates() -> Task<PaymentError?, Never> {
        if let arrival { return arrival }
        let begun = Task { () -> PaymentError? in
            defer { arrival = nil }
            do throws(PaymentError) {
                certificates = try await downloadedCertificates()
                fetchedAt = now()
                return nil
            } catch {
                return error
            }
        }
        arrival = begun
        return begun
    }

    private func send(_ method: String, _ path: String, _ body: Data?) async throws(PaymentError) -> WebResponse {
        var request = WebRequest(method, base + path, body: body.map(WebBody.bytes))
        if body != nil { request.headers["Content-Type"] = "application/json" }
        request.headers["Accept"] = "application/json"
        request.headers["User-Agent"] = "Greenroom"
        if let key = credentials.publicKey { request.headers["Wechatpay-Serial"] = key.id }
        do {
            request.headers["Authorization"] = try credentials.authorization(
                method, path, body: body ?? Data(), timestamp: now().milliseconds / 1000, nonce: Self.nonce())
        } catch {
            throw .refused("the request to WeChat Pay cannot be signed")
        }
        do { return try await web.send(request) } catch { throw .unavailable("WeChat Pay does not answer: \(error)") }
    }

    private func verify(_ reply: WebResponse) async throws(PaymentError) {
        guard let seal = WeChatPaySeal(reply.headers) else {
            // A proxy's own pages are not signed; neither is a refusal of our signature.
            if reply.status >= 500 { throw .unavailable("WeChat Pay answers \(reply.status) without a signature") }
            if reply.status >= 400 { return }
            throw .unavailable("WeChat Pay's answer is not signed")
        }
        guard seal.isTimely(at: now().milliseconds / 1000), seal.isOf(reply.body, by: try await key(seal.serial)) else {
            throw .unavailable("WeChat Pay's answer is signed wrongly")
        }
    }

    private struct Certificates: Decodable {
        struct Entry: Decodable {
            struct Sealed: Decodable {
                let nonce: String
                let associated_data: String
                let ciphertext: String
            }

            let serial_no: String
            let encrypt_certificate: Sealed
        }

        let data: [Entry]
    }

    /// The answer is opened first and then verified with a key out of itself: only WeChat Pay has the key that seals it.
    private func downloadedCertificates() async throws(PaymentError) -> [String: WeChatPayCertificate] {
        let reply = try await send("GET", "/v3/certificates", nil)
        guard reply.status == 200, let answer = try? JSONDecoder().decode(Certificates.self, from: reply.body) else {
            throw .unavailable("WeChat Pay gives no certificates, status \(reply.status)")
        }
        guard !answer.data.isEmpty else {
            throw .refused("this merchant uses the WeChat Pay public key: set WECHAT_PAY_PUBLIC_KEY and its id")
        }
        var found: [String: WeChatPayCertificate] = [:]
        for entry in answer.data.prefix(20) {
            let sealed = entry.encrypt_certificate
            guard
                let pem = credentials.open(sealed.ciphertext, nonce: sealed.nonce, associated: sealed.associated_data),
                let certificate = try? WeChatPayCertificate(pem: String(decoding: pem, as: UTF8.self)),
                certificate.serial == WeChatPayCertificate.plain(entry.serial_no)
            else { continue }
            found[certificate.serial] = certificate
        }
        guard let seal = WeChatPaySeal(reply.headers), let signer = found[WeChatPayCertificate.plain(seal.serial)],
            seal.isTimely(at: now().milliseconds / 1000), seal.isOf(reply.body, by: signer.key)
        else { throw .unavailable("the certificates of WeChat Pay are signed wrongly") }
        return found
    }

    /// 32 hexadecimal digits.
    static func nonce() -> String {
        (0..<16).map { _ in UInt8.random(in: 0...255) }.hex
    }
}
