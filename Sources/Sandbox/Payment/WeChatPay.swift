import Crypto
import CryptoExtras
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// WeChat Pay v3 for one merchant: orders, refunds, call-backs sealed and signed, the daily bill, and a page in place of
/// the phone. It holds the merchant's signatures against the merchant's key, and can sign by a certificate or by its public
/// key, as merchants of either kind know it.
package final class WeChatPay: StandIn {
    package static let merchantID = "1900000001"
    package static let appID = "wx5a0db0c0de000002"
    package static let serial = "5A0DB0C0DE5A0DB0C0DE5A0DB0C0DE5A0DB0C0DE"
    package static let apiKey = "sandbox-apiv3-key-0123456789abcd"
    package static let publicKeyID = "PUB_KEY_ID_0119000000012026112900000001"

    package let name = "wechatpay"
    package let title = "WeChat Pay"
    package let pages = [(title: "Control", path: "/control")]
    /// PEM, of the merchant.
    package let merchantKey: String
    /// PEM, that WeChat Pay signs with.
    package let publicKey: String

    struct Order {
        let number: String
        let kind: String
        let amount: Int
        let notifyURL: String
        let attach: String
        let expiresAt: Int
        let code: String
        var state = "NOTPAY"
        var transaction: String?
        var paidAt: Int?
        var refunds: [Refund] = []

        var refunded: Int { refunds.reduce(0) { $0 + $1.amount } }
    }

    struct Refund {
        let id: String
        let number: String
        let amount: Int
        let madeAt: Int
    }

    struct State {
        var orders: [String: Order] = [:]
        /// Whether call-backs and answers name the public key, or a certificate.
        var usesPublicKey = true
        /// Whether certificates cannot be had.
        var hidesCertificates = false
        var certificate: WeChatPayCertificateMade
        var count = 0
    }

    let platform: _RSA.Signing.PrivateKey
    private let merchant: _RSA.Signing.PublicKey
    let state: Mutex<State>
    let clock = MovableClock()
    let deliveries: Deliveries

    package init(courier: Courier? = nil) throws {
        let own = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        platform = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        merchantKey = own.pkcs8PEMRepresentation
        merchant = own.publicKey
        publicKey = platform.publicKey.pemRepresentation
        state = Mutex(State(certificate: try WeChatPayCertificateMade(platform)))
        deliveries = Deliveries(courier: courier)
    }

    package func settle() async { await deliveries.settle() }

    /// Signs by a certificate from now on, or by the public key.
    package func usePublicKey(_ isUsed: Bool) { state.withLock { $0.usesPublicKey = isUsed } }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        for kind in ["native", "h5", "jsapi"] {
            register(group, .post, "/v3/pay/transactions/\(kind)") { self.order($0, kind) }
        }
        register(group, .get, "/v3/pay/transactions/out-trade-no/{number}") { self.find($0) }
        register(group, .post, "/v3/pay/transactions/out-trade-no/{number}/close") { self.close($0) }
        register(group, .post, "/v3/refund/domestic/refunds") { self.refund($0) }
        register(group, .get, "/v3/refund/domestic/refunds/{number}") { self.findRefund($0) }
        register(group, .get, "/v3/certificates") { _ in self.certificates() }
        register(group, .get, "/v3/bill/tradebill") { self.bill($0) }
        register(group, .get, "/v3/billdownload/file") { self.billFile($0) }
        registerPages(on: group)
    }

    /// A request whose signature was right.
    struct Asked {
        let number: String
        let body: [String: Any]
        let query: [String: String]
        /// Where the stand-in is.
        let base: String

        func text(_ name: String) -> String { body[name] as? String ?? "" }
        func part(_ name: String) -> [String: Any] { body[name] as? [String: Any] ?? [:] }
    }

    enum Told {
        case json(Int, [String: Any])
        case empty
        case file(String)

        static func refusal(_ status: Int, _ code: String, _ message: String) -> Told {
            .json(status, ["code": code, "message": message])
        }
    }

    private func register(
        _ group: RouterGroup<BasicRequestContext>, _ method: HTTPRequest.Method, _ path: String,
        _ answer: @escaping @Sendable (Asked) -> Told
    ) {
        group.on(RouterPath(path), method: method) { request, context in
            let bytes = Data(buffer: try await request.body.collect(upTo: 65_536))
            guard self.isSigned(request, bytes) else {
                return self.response(.refusal(401, "SIGN_ERROR", "签名错误"))
            }
            var query: [String: String] = [:]
            for (name, value) in request.uri.queryParameters { query[String(name)] = String(value) }
            let body = bytes.isEmpty ? [:] : try? JSONSerialization.jsonObject(with: bytes) as? [String: Any]
            guard let body else { return self.response(.refusal(400, "PARAM_ERROR", "请求体不是 JSON")) }
            return self.response(
                answer(
                    Asked(
                        number: context.parameters.get("number") ?? "", body: body, query: query,
                        base: request.base + "/wechatpay")))
        }
    }

    // MARK: Signatures

    /// Whether the request is the merchant's: right merchant, right serial number, within five minutes, right signature.
    private func isSigned(_ request: Request, _ body: Data) -> Bool {
        let scheme = "WECHATPAY2-SHA256-RSA2048 "
        guard let value = request.headers[.authorization], value.hasPrefix(scheme) else { return false }
        var fields: [String: String] = [:]
        for part in value.dropFirst(scheme.count).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return false }
            fields[String(pair[0]).trimmingCharacters(in: .whitespaces)] = String(pair[1].dropFirst().dropLast())
        }
        guard fields["mchid"] == Self.merchantID, fields["serial_no"] == Self.serial,
            let time = fields["timestamp"].flatMap({ Int($0) }), abs(time - Int(Date().timeIntervalSince1970)) <= 300,
            let nonce = fields["nonce_str"], nonce.utf8.count <= 32,
            let signature = fields["signature"].flatMap({ Data(base64Encoded: $0) })
        else { return false }
        // The host of the real service has no folder before /v3.
        let path = (request.head.path ?? "").replacing("/wechatpay/v3/", with: "/v3/")
        let text = Data("\(request.method.rawValue)\n\(path)\n\(time)\n\(nonce)\n".utf8) + body + Data("\n".utf8)
        return merchant.isValidSignature(
            .init(rawRepresentation: signature), for: SHA256.hash(data: text), padding: .insecurePKCS1v1_5)
    }

    /// The headers that show that something is WeChat Pay's own.
    /// - Parameter isForged: with a signature of somebody else.
    func seal(_ body: Data, isForged: Bool = false) -> [String: String] {
        let (usesPublicKey, certificate) = state.withLock { ($0.usesPublicKey, $0.certificate) }
        let key = usesPublicKey ? platform : certificate.key
        let (time, nonce) = (String(Int(Date().timeIntervalSince1970)), Random.hex(bytes: 16))
        let text = Data("\(time)\n\(nonce)\n".utf8) + body + Data((isForged ? "!" : "\n").utf8)
        let signature = try? key.signature(for: SHA256.hash(data: text), padding: .insecurePKCS1v1_5)
        return [
            "Wechatpay-Timestamp": time, "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": usesPublicKey ? Self.publicKeyID : certificate.serial,
            "Wechatpay-Signature": signature?.rawRepresentation.base64EncodedString() ?? "",
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048", "Request-ID": Random.hex(bytes: 12),
        ]
    }

    /// Seals a text as `resource` and `encrypt_certificate` are.
    func sealed(_ content: Data, associated: String) -> [String: Any] {
        let nonce = Random.hex(bytes: 6)
        let box = try? AES.GCM.seal(
            content, using: SymmetricKey(data: Data(Self.apiKey.utf8)),
            nonce: AES.GCM.Nonce(data: Data(nonce.utf8)), authenticating: Data(associated.utf8))
        let bytes = (box?.ciphertext ?? Data()) + (box?.tag ?? Data())
        return [
            "algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": associated,
            "ciphertext": bytes.base64EncodedString(),
        ]
    }

    static func bytes(_ json: [String: Any]) -> Data {
        (try? JSONSerialization.data(withJSONObject: json, options: [.sortedKeys, .withoutEscapingSlashes])) ?? Data()
    }

    private func response(_ told: Told) -> Response {
        let (status, body, type): (Int, Data, String) =
            switch told {
            case .json(let status, let json): (status, Self.bytes(json), "application/json")
            case .empty: (204, Data(), "application/json")
            case .file(let text): (200, Data(text.utf8), "text/csv")
            }
        var headers: HTTPFields = [.contentType: type]
        for (name, value) in seal(body) { if let field = HTTPField.Name(name) { headers[field] = value } }
        return Response(
            status: .init(code: status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// RFC 3339 in the time of Beijing.
    static func beijing(_ seconds: Int) -> String {
        var style = Date.ISO8601FormatStyle(timeZone: TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt)
        style = style.year().month().day().time(includingFractionalSeconds: false).timeZone(separator: .colon)
        return Date(timeIntervalSince1970: Double(seconds)).formatted(style)
    }
}
