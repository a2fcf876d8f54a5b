import Domain
import Foundation
import Outbound

/// WeChat Pay v3 of a direct merchant: codes for phones (native), H5, JSAPI, refunds, call-backs and the daily bill.
package struct WeChatPayGateway: StatementGateway, RefundTellingGateway {
    package static let standardURL = "https://api.mch.weixin.qq.com"

    package let facts: GatewayFacts
    private let credentials: WeChatPayCredentials
    private let api: WeChatPayAPI
    private let now: @Sendable () -> Timestamp

    package init(
        credentials: WeChatPayCredentials, url: String = Self.standardURL, web: WebClient,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.credentials = credentials
        self.now = now
        var facts = GatewayFacts(
            id: "wechat", name: "WeChat Pay", currencies: [.cny], ways: [.native, .h5, .jsapi])
        facts.people = .init(provider: "wechat", realm: credentials.appID)
        self.facts = facts
        api = WeChatPayAPI(base: url, credentials: credentials, web: web, now: now)
    }

    package func create(_ request: PaymentRequest) async throws(PaymentError) -> PaymentOffer {
        let order = request.order
        guard order.price.currency == .cny, request.plan == nil else { throw .unsupported }
        var body: [String: Any] = [
            "appid": credentials.appID, "mchid": credentials.merchantID,
            "description": String(order.title.prefix(40)), "out_trade_no": Self.number(of: order.id.rawValue),
            "notify_url": request.publicURL + "/api/v1/payments/webhook/wechat",
            "time_expire": Self.beijing(order.expiresAt), "attach": order.id.rawValue,
            "amount": ["total": order.price.minor, "currency": "CNY"] as [String: Any],
        ]
        switch request.way {
        case .page: throw .unsupported
        case .native: break
        case .h5:
            body["scene_info"] = ["payer_client_ip": request.address, "h5_info": ["type": "Wap"]] as [String: Any]
        case .jsapi:
            guard let openID = request.openID else { throw .refused("the buyer's openid is missing") }
            body["payer"] = ["openid": openID]
        }
        let answer: Offer = try await ask("POST", "/v3/pay/transactions/\(request.way.rawValue)", body)
        switch (request.way, answer.code_url, answer.h5_url, answer.prepay_id) {
        case (.native, let code?, _, _): return PaymentOffer(code: code)
        case (.h5, _, let url?, _):
            guard url.hasPrefix("https://") || url.hasPrefix("http://127.0.0.1") else {
                throw .refused("WeChat Pay gives no page to pay on")
            }
            let back = request.returnURL.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return PaymentOffer(url: url + "&redirect_url=" + back)
        case (.jsapi, _, _, let prepay?): return PaymentOffer(parameters: try parameters(prepay))
        default: throw .refused("WeChat Pay's answer has nothing to pay with")
        }
    }

    package func query(_ payment: PaymentReference) async throws(PaymentError) -> PaymentReport {
        let path = "/v3/pay/transactions/out-trade-no/\(Self.number(of: payment.order.rawValue))"
        let found: Transaction
        do {
            found = try await ask("GET", path + "?mchid=\(credentials.merchantID)")
        } catch PaymentError.unknown {
            return PaymentReport(.pending)
        } catch {
            throw error
        }
        guard found.mchid == credentials.merchantID, found.out_trade_no == Self.number(of: payment.order.rawValue)
        else { throw .refused("WeChat Pay tells of another order") }
        var report = PaymentReport(.pending)
        report.payment = found.transaction_id
        switch found.trade_state {
        case "SUCCESS", "REFUND":
            guard let amount = found.amount?.total, (0...Money.most).contains(amount),
                let currency = Currency(rawValue: found.amount?.currency ?? "CNY")
            else { throw .refused("WeChat Pay tells of no amount") }
            report.state = .paid(Money(amount, currency), at: found.success_time.flatMap(Self.moment))
        case "CLOSED", "REVOKED": report.state = .cancelled
        case "PAYERROR": report.state = .failed
        default: break
        }
        return report
    }

    package func close(_ payment: PaymentReference) async throws(PaymentError) {
        let path = "/v3/pay/transactions/out-trade-no/\(Self.number(of: payment.order.rawValue))/close"
        do {
            _ = try await api.ask("POST", path, Self.json(["mchid": credentials.merchantID]))
        } catch {
            // What was paid, was closed before or never began needs no close.
            switch error {
            case .refused, .unknown: return
            case .unavailable, .forged, .unreadable, .unsupported: throw error
            }
        }
    }

    package func refund(_ request: RefundRequest) async throws(PaymentError) -> RefundState {
        var body: [String: Any] = [
            "out_trade_no": Self.number(of: request.payment.order.rawValue),
            "out_refund_no": Self.number(of: request.id.rawValue), "reason": String(request.reason.prefix(26)),
            "amount": [
                "refund": request.amount.minor, "total": request.total.minor, "currency": "CNY",
            ] as [String: Any],
        ]
        if !request.publicURL.isEmpty {
            body["notify_url"] = request.publicURL + "/api/v1/payments/webhook/wechat"
        }
        let answer: Refund = try await ask("POST", "/v3/refund/domestic/refunds", body)
        return answer.state
    }

    package func refund(numbered number: String) async throws(PaymentError) -> RefundReport {
        guard Self.isNumber(number) else { throw .unknown }
        let found: Refund = try await ask("GET", "/v3/refund/domestic/refunds/\(number)")
        guard let order = found.out_trade_no.flatMap(Self.order), let amount = found.amount?.refund,
            (1...Money.most).contains(amount)
        else { throw .refused("WeChat Pay tells of no amount") }
        return RefundReport(order: order, amount: Money(amount, .cny), state: found.state)
    }

    /// Digits, letters and `_-|*@`, as `out_refund_no` may have; what goes into an address is never more.
    private static func isNumber(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (64...90).contains(byte) || (97...122).contains(byte)
                    || [42, 45, 95, 124].contains(byte)
            }
    }

    package func parse(_ call: PaymentCall) async throws(PaymentError) -> PaymentNotice {
        guard let seal = WeChatPaySeal(call.headers) else {
            throw .forged("the signature is missing or cannot be read")
        }
        guard seal.isTimely(at: now().milliseconds / 1000) else { throw .forged("it was signed at another time") }
        guard seal.isOf(call.body, by: try await api.key(seal.serial)) else { throw .forged("the signature is wrong") }
        guard let event = try? JSONDecoder().decode(Event.self, from: call.body),
            (1...255).contains(event.id.utf8.count),
            let content = credentials.open(
                event.resource.ciphertext, nonce: event.resource.nonce,
                associated: event.resource.associated_data ?? ""),
            let subject = try? JSONDecoder().decode(Subject.self, from: content)
        else { throw .unreadable("the call-back cannot be opened") }
        guard subject.mchid == credentials.merchantID, let order = Self.order(of: subject.out_trade_no) else {
            return PaymentNotice(id: event.id, kind: event.event_type, subjects: [])
        }
        var subjects = [PaymentNotice.Subject.order(order)]
        if let number = subject.out_refund_no, Self.isNumber(number) {
            subjects = [.refund(order, number: number)]
        }
        return PaymentNotice(id: event.id, kind: event.event_type, subjects: subjects)
    }

    package func statement(of day: String) async throws(PaymentError) -> [StatementLine] {
        let bill: Bill = try await ask("GET", "/v3/bill/tradebill?bill_date=\(day)&bill_type=ALL")
        guard let url = URL(string: bill.download_url), url.path().hasPrefix("/v3/") else {
            throw .refused("WeChat Pay's bill has no address")
        }
        let path = url.path() + (url.query().map { "?" + $0 } ?? "")
        let text = try await api.ask("GET", path, isSigned: false)
        guard bill.hash_type != "SHA1" || WeChatPayBill.hash(text) == bill.hash_value?.lowercased() else {
            throw .unavailable("WeChat Pay's bill has another hash than was told")
        }
        return WeChatPayBill.lines(String(decoding: text, as: UTF8.self))
    }

    // MARK: Shapes

    private struct Offer: Decodable {
        let code_url: String?
        let h5_url: String?
        let prepay_id: String?
    }

    private struct Transaction: Decodable {
        struct Amount: Decodable {
            let total: Int?
            let currency: String?
        }

        let mchid: String?
        let out_trade_no: String?
        let transaction_id: String?
        let trade_state: String?
        let success_time: String?
        let amount: Amount?
    }

    private struct Refund: Decodable {
        struct Amount: Decodable { let refund: Int? }

        let status: String
        let out_trade_no: String?
        let amount: Amount?

        var state: RefundState {
            switch status {
            case "SUCCESS": .done
            case "CLOSED", "ABNORMAL": .failed
            default: .pending
            }
        }
    }

    private struct Bill: Decodable {
        let hash_type: String?
        let hash_value: String?
        let download_url: String
    }

    private struct Event: Decodable {
        struct Resource: Decodable {
            let ciphertext: String
            let associated_data: String?
            let nonce: String
        }

        let id: String
        let event_type: String
        let resource: Resource
    }

    private struct Subject: Decodable {
        let mchid: String?
        let out_trade_no: String
        let out_refund_no: String?
    }

    private func ask<Answer: Decodable>(
        _ method: String, _ path: String, _ body: [String: Any]? = nil
    ) async throws(PaymentError) -> Answer {
        let data = try await api.ask(method, path, body.map(Self.json))
        do { return try JSONDecoder().decode(Answer.self, from: data) } catch {
            throw .unavailable("WeChat Pay's answer cannot be read")
        }
    }

    private static func json(_ body: [String: Any]) -> Data {
        (try? JSONSerialization.data(withJSONObject: body, options: [.sortedKeys, .withoutEscapingSlashes])) ?? Data()
    }

    /// What the page inside WeChat needs to pay (pay.weixin.qq.com, "JSAPI调起支付").
    package func parameters(_ prepay: String) throws(PaymentError) -> [String: String] {
        let (time, nonce) = (String(now().milliseconds / 1000), WeChatPayAPI.nonce())
        let package = "prepay_id=\(prepay)"
        do {
            let signature = try credentials.sign("\(credentials.appID)\n\(time)\n\(nonce)\n\(package)\n")
            return [
                "appId": credentials.appID, "timeStamp": time, "nonceStr": nonce, "package": package,
                "signType": "RSA", "paySign": signature,
            ]
        } catch {
            throw .refused("the payment cannot be signed")
        }
    }

    /// At most 32 digits and letters: an id without its hyphens.
    private static func number(of id: String) -> String { String(id.replacing("-", with: "").prefix(32)) }

    /// The id of such a number; nil for one that is none of ours.
    private static func order(of number: String) -> OrderID? {
        guard number.utf8.count == 32 else { return OrderID(rawValue: number) }
        let digits = Array(number)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return OrderID(rawValue: parts.joined(separator: "-"))
    }

    /// Of RFC 3339; of a far one nothing is believed.
    private static func moment(_ text: String) -> Timestamp? {
        guard let seconds = ISO8601DateFormatter().date(from: text)?.timeIntervalSince1970,
            (0...32_503_680_000).contains(seconds)
        else { return nil }
        return Timestamp(milliseconds: Int64(seconds) * 1000)
    }

    /// RFC 3339 in the time of Beijing, without a fraction.
    private static func beijing(_ moment: Timestamp) -> String {
        (moment + .seconds(8 * 3600)).rfc3339.prefix(19) + "+08:00"
    }
}
