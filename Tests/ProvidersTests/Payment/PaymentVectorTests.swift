import Domain
import Foundation
import Outbound
import TestSupport
import Testing

@testable import Providers

/// Signatures with the verdicts of the vendors' own libraries, see `Tests/Fixtures/README.md`.
struct PaymentVectorTests {
    struct Vectors: Decodable {
        struct Stripe: Decodable {
            struct Case: Decodable, CustomTestStringConvertible {
                let name: String
                let payload: String
                let header: String
                let valid: Bool

                var testDescription: String { name }
            }

            let secret: String
            let cases: [Case]
            /// Forms as the library writes them.
            let forms: [String]
        }

        struct WeChat: Decodable {
            struct Request: Decodable {
                let method: String
                let path_with_query: String
                let timestamp: String
                let nonce_str: String
                let body: String
                let authorization: String
            }

            struct PaySign: Decodable {
                let message: String
                let paySign: String
            }

            struct Call: Decodable, CustomTestStringConvertible {
                let name: String
                let headers: [String: String]
                let body: String
                let sdk_accepts: Bool

                var testDescription: String { name }
            }

            struct Sealed: Decodable {
                let nonce: String
                let associated_data: String
                let plaintext: String
                let ciphertext_base64: String
            }

            let mchid: String
            let appid: String
            let merchant_cert_serial_no: String
            let merchant_test_key_pkcs8_der_base64: String
            let platform_public_key_pem: String
            let platform_public_key_id: String
            let platform_certificate_pem: String
            let platform_certificate_serial_no: String
            let apiv3_key: String
            let request_signing: [Request]
            let jsapi_pay_sign: [PaySign]
            let callback: [Call]
            let aead: [Sealed]
        }

        let stripe: Stripe
        let wechat: WeChat

        static let all: Vectors = {
            let data = try? Data(contentsOf: Repository.fixtures.appending(path: "payments.json"))
            return try! JSONDecoder().decode(Vectors.self, from: data ?? Data())
        }()
    }

    private static let stripe = Vectors.all.stripe
    private static let weChat = Vectors.all.wechat

    @Test(arguments: stripe.cases) func `a call-back of Stripe is taken and refused as its library does`(
        vector: Vectors.Stripe.Case
    ) {
        let signature = StripeSignature(vector.header)
        let isGood = signature?.isOf(Data(vector.payload.utf8), secrets: ["whsec_old", Self.stripe.secret]) ?? false

        #expect(isGood == vector.valid)
        #expect(signature?.isOf(Data(vector.payload.utf8), secrets: ["whsec_other"]) ?? false == false)
    }

    @Test func `a call-back of Stripe is good for five minutes either way`() throws {
        let signature = try #require(StripeSignature(Self.stripe.cases[0].header))
        let at = signature.timestamp

        #expect(signature.isTimely(at: at + 300) && signature.isTimely(at: at - 300))
        #expect(!signature.isTimely(at: at + 301) && !signature.isTimely(at: at - 301))
        #expect(!signature.isTimely(at: .min))
        #expect(StripeSignature("t=9223372036854775808,v1=00") == nil)
    }

    @Test(arguments: stripe.forms) func `forms are written as Stripe's library writes them`(form: String) {
        let fields = form.split(separator: "&").map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                part.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
            return (parts[0], parts[1])
        }
        guard case .bytes(let body) = WebRequest.post("https://api.stripe.com/v1/x", form: fields).body else {
            Issue.record("a form has bytes")
            return
        }
        // A blank is written in either way (URL Standard, 5.1).
        #expect(String(decoding: body, as: UTF8.self) == form.replacing("+", with: "%20"))
    }

    private func credentials() throws -> WeChatPayCredentials {
        let vector = Self.weChat
        let lines =
            Data(base64Encoded: vector.merchant_test_key_pkcs8_der_base64)?.base64EncodedString(
                options: .lineLength64Characters) ?? ""
        return try WeChatPayCredentials(
            merchantID: vector.mchid, appID: vector.appid, serial: vector.merchant_cert_serial_no,
            apiKey: vector.apiv3_key, privateKey: "-----BEGIN PRIVATE KEY-----\n\(lines)\n-----END PRIVATE KEY-----\n",
            publicKey: .init(id: vector.platform_public_key_id, pem: vector.platform_public_key_pem))
    }

    @Test func `requests to WeChat Pay are signed as its library signs them`() throws {
        let credentials = try credentials()
        func pairs(_ text: String) -> Set<String> {
            Set(
                text.split(separator: " ", maxSplits: 1).last?.split(separator: ",").map {
                    $0.trimmingCharacters(in: .whitespaces)
                } ?? [])
        }
        for vector in Self.weChat.request_signing {
            let ours = try credentials.authorization(
                vector.method, vector.path_with_query, body: Data(vector.body.utf8),
                timestamp: #require(Int64(vector.timestamp)), nonce: vector.nonce_str)

            #expect(pairs(ours) == pairs(vector.authorization))
        }
        for vector in Self.weChat.jsapi_pay_sign { #expect(try credentials.sign(vector.message) == vector.paySign) }
    }

    @Test func `what WeChat Pay seals is opened, and nothing else`() throws {
        let credentials = try credentials()
        for vector in Self.weChat.aead {
            let opened = credentials.open(
                vector.ciphertext_base64, nonce: vector.nonce, associated: vector.associated_data)
            #expect(opened.map { String(decoding: $0, as: UTF8.self) } == vector.plaintext)
            #expect(credentials.open(vector.ciphertext_base64, nonce: vector.nonce, associated: "other") == nil)
            #expect(credentials.open("AAAA", nonce: vector.nonce, associated: "") == nil)
            #expect(credentials.open(vector.ciphertext_base64, nonce: "short", associated: "") == nil)
        }
    }

    @Test(arguments: weChat.callback) func `a call-back of WeChat Pay is taken and refused as its library does`(
        vector: Vectors.WeChat.Call
    ) throws {
        var headers: [String: String] = [:]
        for (name, value) in vector.headers { headers[name.lowercased()] = value }
        let certificate = try WeChatPayCertificate(pem: Self.weChat.platform_certificate_pem)
        #expect(certificate.serial == WeChatPayCertificate.plain(Self.weChat.platform_certificate_serial_no))
        let seal = try #require(WeChatPaySeal(headers))
        let own = try WeChatPayCredentials.PublicKey(
            id: Self.weChat.platform_public_key_id, pem: Self.weChat.platform_public_key_pem)

        let key = seal.serial == own.id ? own.key : certificate.key

        #expect(seal.isOf(Data(vector.body.utf8), by: key) == vector.sdk_accepts)
        headers["wechatpay-signature-type"] = "WECHATPAY2-SHA1"
        #expect(WeChatPaySeal(headers) == nil)
    }

    @Test func `the daily bill is read line by line`() {
        let bill =
            "\u{feff}交易时间,商户订单号,交易状态,货币种类,应结订单金额,退款金额\r\n"
            + "`2026-11-21 10:00:00,`GR1,`SUCCESS,`CNY,`19.99,`0.00\r\n`2026-11-21 11:00:00,`GR1,`REFUND,`CNY,`0.00,`5.00\r\n"
            + "`broken\r\n总交易单数,应结订单总金额\r\n`2,`19.99\r\n"

        let lines = WeChatPayBill.lines(bill)

        #expect(
            lines == [
                StatementLine(reference: "GR1", paid: Money(1999, .cny), refunded: Money(0, .cny)),
                StatementLine(reference: "GR1", paid: Money(0, .cny), refunded: Money(500, .cny)),
            ])
    }
}
