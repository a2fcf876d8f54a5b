import Domain
import Foundation
import Testing

/// Whoever goes is charged for nothing any more, on whatever page they had left open.
struct ErasedBuyerTests {
    /// Somebody other than the administrator.
    private func buyer(_ stage: PaymentStage) async throws -> (client: TestClient, id: AccountID) {
        let lee = try await stage.house.http.signedUp("lee@example.org")
        let id = try await lee.get("/api/v1/auth/me").data["id"].string ?? ""
        return (lee, try #require(AccountID(rawValue: id)))
    }

    private func order(_ json: String, _ client: TestClient) async throws -> JSONTree {
        let reply = try await client.post("/api/v1/billing/checkout", json: json)
        #expect(reply.status == 201, "\(reply.text)")
        return reply.data
    }

    private func erase(_ client: TestClient) async throws {
        let reply = try await client.send(
            "DELETE", "/api/v1/users/account", ["Content-Type": "application/json"],
            Array(#"{"password": "correct horse"}"#.utf8))
        #expect(reply.status == 200, "\(reply.text)")
    }

    private func orders(_ stage: PaymentStage) async throws -> JSONTree {
        try await stage.kim.get("/api/v1/admin/orders?limit=100").data["items"]
    }

    private func find(_ id: String?, _ stage: PaymentStage) async throws -> JSONTree {
        try await orders(stage).array.first { $0["id"].string == id } ?? JSONTree(NSNull())
    }

    private static let purchases = [
        #"{"plan": "standard", "method": "stripe"}"#, #"{"pack": "minutes", "method": "stripe"}"#,
        #"{"plan": "standard", "method": "wechat", "currency": "CNY"}"#,
    ]

    @Test(arguments: purchases) func `an order that is open when its account goes can be paid no more`(json: String)
        async throws
    {
        try await PaymentStage.with { stage in
            let (lee, account) = try await buyer(stage)
            let order = try await order(json, lee)

            try await erase(lee)

            let id = order["id"].string
            _ = try await stage.until({ try await find(id, stage) }) { $0["status"].string == "cancelled" }
            try await stage.press("pay", at: order["url"].string ?? order["code_url"].string ?? "")
            for service in [stage.stripe.settle, stage.weChatPay.settle] { await service() }
            #expect(try await find(id, stage)["status"].string == "cancelled")
            #expect(try await stage.house.store.subscription(of: account) == nil)
            try await stage.checkBooks()
        }
    }

    @Test(arguments: purchases) func `what was paid for an account that is gone goes back, and is not renewed`(
        json: String
    ) async throws {
        try await PaymentStage.with { stage in
            for service in ["stripe", "wechatpay"] { try await stage.control(service, "toggle lost") }
            let (lee, account) = try await buyer(stage)
            let order = try await order(json, lee)
            try await stage.press("pay", at: order["url"].string ?? order["code_url"].string ?? "")

            try await erase(lee)

            let id = order["id"].string
            let back = try await stage.until({ try await find(id, stage) }) { $0["refunded"]["amount"].int ?? 0 > 0 }
            #expect(back["status"].string == "paid" && back["missed_credits"].int == 0)
            #expect(back["refunded"]["amount"].int == back["price"]["amount"].int)
            for service in ["stripe", "wechatpay"] { try await stage.control(service, "toggle lost") }
            try await stage.control("stripe", "advance 2678400")
            stage.house.clock.advance(by: .seconds(2_678_400))
            await stage.stripe.settle()
            try await stage.wake()
            #expect(try await orders(stage).array.filter { $0["status"].string == "paid" }.count == 1)
            #expect(try await stage.house.store.subscription(of: account) == nil)
            #expect(try await stage.house.store.usage(of: account, at: stage.house.clock.now()) == nil)
            try await stage.checkBooks()
        }
    }

    @Test func `a subscription that was cancelled ends with its account, and cannot be taken up again`() async throws {
        try await PaymentStage.with { stage in
            let (lee, account) = try await buyer(stage)
            let order = try await order(#"{"plan": "standard", "method": "stripe"}"#, lee)
            try await stage.press("pay", at: order["url"].string ?? "")
            let ask = { try await lee.get("/api/v1/billing/subscription").data }
            _ = try await stage.until(ask) { $0["plan"].string == "standard" }
            let name = try #require(try await stage.house.store.subscription(of: account)?.externalID)
            #expect(try await lee.post("/api/v1/billing/cancel", json: "").status == 200)

            try await erase(lee)

            let there = {
                try await stage.standIns.get(
                    "/stripe/v1/subscriptions/\(name)", ["Authorization": "Bearer \(stage.stripeKey)"]
                ).json
            }
            _ = try await stage.until(there) { $0["status"].string == "canceled" }
            try await stage.checkBooks()
        }
    }

    @Test func `nobody is marked as having paid who is gone`() async throws {
        try await PaymentStage.with { stage in
            let (lee, _) = try await buyer(stage)
            let invoice = try await order(#"{"plan": "standard", "method": "manual"}"#, lee)

            try await erase(lee)

            let path = "/api/v1/admin/orders/\(invoice["id"].string ?? "")/mark-paid"
            let reply = try await stage.kim.post(path, json: "")
            #expect(reply.status == 409, "\(reply.text)")
            try await stage.checkBooks()
        }
    }

    @Test func `the stand-ins take nothing of a new start for something of an earlier one`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")
            _ = try await stage.decided(order["id"].string ?? "")
            let id = try #require(OrderID(rawValue: order["id"].string ?? ""))
            let payment = try #require(try await stage.house.store.order(id)?.payment)

            try await PaymentStage.with { other in
                let order = try await other.order(#"{"pack": "minutes", "method": "stripe"}"#)
                try await other.press("pay", at: order["url"].string ?? "")
                _ = try await other.decided(order["id"].string ?? "")
                let id = try #require(OrderID(rawValue: order["id"].string ?? ""))
                #expect(try await other.house.store.order(id)?.payment != payment)
            }
        }
    }

    /// Whoever tries a year of renewals buys something after it.
    @Test(arguments: ["stripe", "wechat"]) func `a stand-in whose clock was moved takes orders all the same`(
        method: String
    ) async throws {
        try await PaymentStage.with { stage in
            for service in ["stripe", "wechatpay"] { try await stage.control(service, "advance 31536000") }

            let order = try await stage.order(#"{"pack": "minutes", "method": "\#(method)"}"#)
            try await stage.press("pay", at: order["url"].string ?? order["code_url"].string ?? "")

            #expect(try await stage.decided(order["id"].string ?? "")["status"].string == "paid")
        }
    }
}
