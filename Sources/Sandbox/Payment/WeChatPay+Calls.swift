import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// The calls, and what happens on the phone.
extension WeChatPay {
    func order(_ asked: Asked, _ kind: String) -> Told {
        let (number, amount) = (asked.text("out_trade_no"), asked.part("amount")["total"] as? Int ?? 0)
        let isSane =
            (6...32).contains(number.utf8.count)
            && number.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || [42, 45, 95, 124].contains(byte)
            }
        guard asked.text("mchid") == Self.merchantID, asked.text("appid") == Self.appID else {
            return .refusal(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
        }
        guard isSane, amount > 0, (1...127).contains(asked.text("description").utf8.count),
            asked.text("attach").utf8.count <= 128, asked.text("notify_url").hasPrefix("http"),
            !asked.text("notify_url").contains("?")
        else { return .refusal(400, "PARAM_ERROR", "参数错误") }
        if kind == "jsapi", (asked.part("payer")["openid"] as? String ?? "").isEmpty {
            return .refusal(400, "PARAM_ERROR", "payer.openid 缺失")
        }
        let end = ISO8601DateFormatter().date(from: asked.text("time_expire")).map { Int($0.timeIntervalSince1970) }
        let expires = end.map { clock.moment($0, ahead: 1...7 * 86_400) ?? $0 } ?? clock.now + 7200
        return state.withLock { state in
            if let known = state.orders[number] {
                guard known.state == "NOTPAY" else { return .refusal(403, "OUT_TRADE_NO_USED", "商户订单号重复") }
                guard known.amount == amount else { return .refusal(400, "INVALID_REQUEST", "请求重入时，参数与首次不一致") }
            } else {
                state.count += 1
                state.orders[number] = Order(
                    number: number, kind: kind, amount: amount, notifyURL: asked.text("notify_url"),
                    attach: asked.text("attach"), expiresAt: expires,
                    code: "s\(state.count)\(Random.hex(bytes: 4))")
            }
            let code = state.orders[number]?.code ?? ""
            return switch kind {
            case "native": .json(200, ["code_url": "\(asked.base)/pay/\(number)?pr=\(code)"])
            case "h5": .json(200, ["h5_url": "\(asked.base)/pay/\(number)?prepay_id=\(code)"])
            default: .json(200, ["prepay_id": "wx\(code)"])
            }
        }
    }

    func find(_ asked: Asked) -> Told {
        let now = clock.now
        return state.withLock { state in
            guard asked.query["mchid"] == Self.merchantID, var order = state.orders[asked.number] else {
                return .refusal(404, "ORDER_NOT_EXIST", "订单不存在")
            }
            if order.state == "NOTPAY", order.expiresAt <= now {
                order.state = "CLOSED"
                state.orders[asked.number] = order
            }
            return .json(200, Self.transaction(order))
        }
    }

    static func transaction(_ order: Order) -> [String: Any] {
        var json: [String: Any] = [
            "appid": appID, "mchid": merchantID, "out_trade_no": order.number, "attach": order.attach,
            "trade_state": order.state, "trade_state_desc": order.state,
            "amount": [
                "total": order.amount, "payer_total": order.amount, "currency": "CNY", "payer_currency": "CNY",
            ] as [String: Any],
        ]
        if let transaction = order.transaction {
            json["transaction_id"] = transaction
            json["trade_type"] = ["native": "NATIVE", "h5": "MWEB", "jsapi": "JSAPI"][order.kind]
            json["bank_type"] = "OTHERS"
            json["payer"] = ["openid": "oSandbox0000000000000000001"]
            json["success_time"] = beijing(order.paidAt ?? 0)
        }
        return json
    }

    func close(_ asked: Asked) -> Told {
        state.withLock { state in
            guard let order = state.orders[asked.number] else { return .refusal(404, "ORDER_NOT_EXIST", "订单不存在") }
            guard order.state == "NOTPAY" || order.state == "CLOSED" else {
                return .refusal(400, "ORDERPAID", "该订单已支付")
            }
            state.orders[asked.number]?.state = "CLOSED"
            return .empty
        }
    }

    func refund(_ asked: Asked) -> Told {
        refund(
            asked.text("out_trade_no"), as: asked.text("out_refund_no"),
            amount: asked.part("amount")["refund"] as? Int ?? 0, total: asked.part("amount")["total"] as? Int)
    }

    /// - Parameter total: of the payment, as whoever asks knows it; nil for somebody on the merchant platform.
    private func refund(_ number: String, as back: String, amount: Int, total: Int?) -> Told {
        let now = clock.now
        let outcome = state.withLock { state -> (Told, Order?) in
            guard var order = state.orders[number], order.transaction != nil else {
                return (.refusal(404, "RESOURCE_NOT_EXISTS", "订单不存在"), nil)
            }
            if let known = order.refunds.first(where: { $0.number == back }) {
                return (.json(200, Self.refund(known, of: order)), nil)
            }
            guard amount > 0, amount <= order.amount - order.refunded,
                total ?? order.amount == order.amount, !back.isEmpty
            else { return (.refusal(403, "NOT_ENOUGH", "退款金额大于订单金额"), nil) }
            state.count += 1
            let refund = Refund(
                id: "50\(state.count)\(Random.hex(bytes: 4))", number: back, amount: amount, madeAt: now)
            order.refunds.append(refund)
            order.state = "REFUND"
            state.orders[number] = order
            return (.json(200, Self.refund(refund, of: order)), order)
        }
        if let order = outcome.1, let last = order.refunds.last {
            var resource = Self.refund(last, of: order)
            resource["refund_status"] = resource.removeValue(forKey: "status")
            resource["mchid"] = Self.merchantID
            tell("REFUND.SUCCESS", "refund", resource, to: order.notifyURL)
        }
        return outcome.0
    }

    private static func refund(_ refund: Refund, of order: Order) -> [String: Any] {
        [
            "refund_id": refund.id, "out_refund_no": refund.number, "out_trade_no": order.number,
            "transaction_id": order.transaction ?? "", "status": "SUCCESS", "channel": "ORIGINAL",
            "amount": ["refund": refund.amount, "total": order.amount, "currency": "CNY"] as [String: Any],
        ]
    }

    func findRefund(_ asked: Asked) -> Told {
        state.withLock { state in
            for order in state.orders.values {
                if let refund = order.refunds.first(where: { $0.number == asked.number }) {
                    return .json(200, Self.refund(refund, of: order))
                }
            }
            return .refusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        }
    }

    func certificates() -> Told {
        let (usesPublicKey, isHidden, made) = state.withLock {
            ($0.usesPublicKey, $0.hidesCertificates, $0.certificate)
        }
        guard !isHidden else { return .refusal(500, "SYSTEM_ERROR", "系统异常，请稍后重试") }
        guard !usesPublicKey else { return .json(200, ["data": [Any]()]) }
        return .json(
            200,
            [
                "data": [
                    [
                        "serial_no": made.serial, "effective_time": Self.beijing(clock.now - 3600),
                        "expire_time": Self.beijing(clock.now + 1825 * 86_400),
                        "encrypt_certificate": sealed(Data(made.pem.utf8), associated: "certificate"),
                    ] as [String: Any]
                ]
            ])
    }

    func bill(_ asked: Asked) -> Told {
        let day = asked.query["bill_date"] ?? ""
        let text = billText(day)
        let hash = Insecure.SHA1.hash(data: Data(text.utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return .json(
            200,
            [
                "hash_type": "SHA1", "hash_value": hash,
                "download_url": asked.base.replacing("/wechatpay", with: "") + "/v3/billdownload/file?token=\(day)",
            ])
    }

    func billFile(_ asked: Asked) -> Told { .file(billText(asked.query["token"] ?? "")) }

    // MARK: The phone

    /// Somebody pays. The call-back goes to where the order said.
    /// - Returns: false for an order that cannot be paid any more.
    @discardableResult
    func pay(_ number: String) -> Bool {
        let now = clock.now
        let paid = state.withLock { state -> Order? in
            guard var order = state.orders[number], order.state == "NOTPAY", order.expiresAt > now else { return nil }
            state.count += 1
            order.state = "SUCCESS"
            order.transaction = "4200\(Random.hex(bytes: 6))\(state.count)"
            order.paidAt = now
            state.orders[number] = order
            return order
        }
        guard let paid else { return false }
        tell("TRANSACTION.SUCCESS", "transaction", Self.transaction(paid), to: paid.notifyURL)
        return true
    }

    private func tell(_ type: String, _ kind: String, _ resource: [String: Any], to url: String) {
        var content = sealed(Self.bytes(resource), associated: kind)
        content["original_type"] = kind
        let body = Self.bytes([
            "id": Random.hex(bytes: 16), "create_time": Self.beijing(clock.now), "resource_type": "encrypt-resource",
            "event_type": type, "summary": type, "resource": content,
        ])
        let headers = { (isForged: Bool) in
            self.seal(body, isForged: isForged).merging(["Content-Type": "application/json"]) { $1 }
        }
        deliveries.send(.init(url: url, headers: headers(false), body: body, forgery: headers(true)))
    }

    func registerPages(on group: RouterGroup<BasicRequestContext>) {
        group.get("/pay/{number}") { request, context in
            let number = context.parameters.get("number") ?? ""
            let order = self.state.withLock { $0.orders[number] }
            guard let order, order.state == "NOTPAY" else {
                return Page.html("微信支付", "<p>This order is closed: it was paid, or has expired.</p>", status: .gone)
            }
            return Page.html(
                "微信支付 WeChat Pay",
                "<p>¥ \(order.amount / 100).\(order.amount % 100 < 10 ? "0" : "")\(order.amount % 100)</p>"
                    + Page.choices(
                        action: "\(request.base)/wechatpay/pay/\(number)", name: "decision",
                        [("pay", "Pay 支付"), ("abandon", "Cancel 取消")],
                        hidden: [("back", request.asked("redirect_url"))]))
        }
        group.post("/pay/{number}") { request, context in
            let form = try await request.form()
            let isPaid = form["decision"] == "pay" && self.pay(context.parameters.get("number") ?? "")
            if let back = form["back"], !back.isEmpty { return Page.redirect(to: back, []) }
            return Page.html("微信支付 WeChat Pay", isPaid ? "<p>Paid. 支付成功</p>" : "<p>Not paid. 未支付</p>")
        }
        group.get("/control") { _, _ in self.controlPage() }
        group.post("/control") { request, _ in
            let words = (try await request.form()["do"] ?? "").split(separator: " ").map(String.init)
            switch (words.first, words.count > 1 ? words[1] : "") {
            case ("advance", let seconds): self.clock.advance(seconds: min(max(0, Int(seconds) ?? 0), 63_072_000))
            case ("toggle", let name):
                if let mishap = Deliveries.Mishap(rawValue: name) { self.deliveries.toggle(mishap) }
            case ("refund", let number):
                let fen = words.count > 2 ? Int(words[2]) ?? 0 : 0
                _ = self.refund(number, as: "PLATFORM" + Random.hex(bytes: 6), amount: fen, total: nil)
            case ("mode", _): self.state.withLock { $0.usesPublicKey.toggle() }
            case ("certificates", _): self.state.withLock { $0.hidesCertificates.toggle() }
            default: break
            }
            return Page.redirect(to: "/wechatpay/control", [])
        }
    }

    private func controlPage() -> Response {
        let mishaps = deliveries.mishaps
        let (mode, isHidden) = state.withLock { ($0.usesPublicKey, $0.hidesCertificates) }
        let switches = Deliveries.Mishap.allCases.map { mishap in
            ("toggle " + mishap.rawValue, mishap.label + (mishaps.contains(mishap) ? " (on)" : ""))
        }
        let others = [
            ("advance 900", "Move the clock by 15 minutes"),
            ("mode", mode ? "Sign by a platform certificate" : "Sign by the public key"),
            ("certificates", isHidden ? "Give certificates again" : "Give no certificates"),
        ]
        let refunds = state.withLock { state in
            state.orders.values.filter { $0.transaction != nil && $0.refunded < $0.amount }
                .sorted { $0.number < $1.number }.suffix(20)
                .map {
                    ("refund \($0.number) \($0.amount - $0.refunded)", "Refund \($0.number) on the merchant platform")
                }
        }
        return Page.html(
            "WeChat Pay's controls",
            Page.choices(action: "/wechatpay/control", name: "do", others + refunds + switches, hidden: []))
    }
}
