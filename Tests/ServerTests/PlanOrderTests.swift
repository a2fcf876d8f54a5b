import Domain
import Foundation
import Testing

/// An account has one plan, and pays for one, however many of them it ordered.
struct PlanOrderTests {
    private func subscription(_ stage: PaymentStage) async throws -> JSONTree {
        try await stage.kim.get("/api/v1/billing/subscription").data
    }

    private func orders(_ stage: PaymentStage) async throws -> JSONTree {
        try await stage.kim.get("/api/v1/admin/orders?limit=100").data["items"]
    }

    private func paid(_ orders: JSONTree) -> Int { orders.array.filter { $0["status"].string == "paid" }.count }

    @Test func `the plan that is ordered last closes the other, which nobody can pay any more`() async throws {
        try await PaymentStage.with { stage in
            let first = try await stage.order(#"{"plan": "standard", "method": "stripe"}"#)
            let invoice = try await stage.order(#"{"plan": "standard", "method": "manual"}"#)
            let last = try await stage.order(#"{"plan": "studio", "method": "stripe"}"#)

            for closed in [first, invoice] {
                #expect(try await stage.decided(closed["id"].string ?? "")["status"].string == "cancelled")
            }
            #expect(try await stage.press("pay", at: first["url"].string ?? "").status == 410)
            try await stage.press("pay", at: last["url"].string ?? "")
            let ask = { try await subscription(stage) }
            #expect(try await stage.until(ask) { $0["plan"].string != nil }["plan"].string == "studio")
            let path = "/api/v1/admin/orders/\(invoice["id"].string ?? "")/mark-paid"
            #expect(try await stage.kim.post(path, json: "").status == 409)
            try await stage.checkBooks()
        }
    }

    /// Two devices at once: the service took both payments before anybody heard of either.
    @Test(arguments: [#""method": "stripe""#, #""method": "wechat", "currency": "CNY""#])
    func `of two plans that were both paid one stays, and the money of the other goes back`(method: String) async throws
    {
        try await PaymentStage.with { stage in
            for service in ["stripe", "wechatpay"] { try await stage.control(service, "toggle lost") }
            let first = try await stage.order(#"{"plan": "standard", \#(method)}"#)
            try await stage.press("pay", at: first["url"].string ?? first["code_url"].string ?? "")
            let second = try await stage.order(#"{"plan": "studio", "method": "stripe", "currency": "EUR"}"#)
            try await stage.press("pay", at: second["url"].string ?? "")
            _ = try await stage.until({ try await subscription(stage) }) { $0["plan"].string == "standard" }
            stage.house.clock.advance(by: .seconds(10))
            try await stage.wake()

            let ask = { try await self.orders(stage) }
            let back = try await stage.until(ask) { all in
                all.array.contains { $0["id"].string == second["id"].string && $0["refunded"]["amount"].int != 0 }
            }
            let orders = Dictionary(uniqueKeysWithValues: back.array.map { ($0["id"].string ?? "", $0) })
            let (kept, returned) = (orders[first["id"].string ?? ""], orders[second["id"].string ?? ""])
            #expect(kept?["status"].string == "paid" && kept?["refunded"]["amount"].int == 0)
            #expect(returned?["refunded"]["amount"].int == returned?["price"]["amount"].int)
            #expect(returned?["missed_credits"].int == 0)
            #expect(try await subscription(stage)["plan"].string == "standard")
            #expect(try await stage.credits()["available"].int == 150)
            try await stage.checkBooks()

            // Nor is the other one renewed.
            for service in ["stripe", "wechatpay"] { try await stage.control(service, "toggle lost") }
            try await stage.control("stripe", "advance 2678400")
            stage.house.clock.advance(by: .seconds(2_678_400))
            await stage.stripe.settle()
            try await stage.wake()
            let count = method.contains("stripe") ? 3 : 2
            #expect(try await paid(stage.until(ask) { paid($0) >= count }) == count)
        }
    }

    @Test func `renewals that nobody told of are found together, each with its invoice`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"plan": "standard", "method": "stripe", "currency": "EUR"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")
            _ = try await stage.until({ try await subscription(stage) }) { $0["plan"].string == "standard" }

            try await stage.control("stripe", "toggle lost")
            for _ in 1...3 { try await stage.control("stripe", "advance 2678400") }
            stage.house.clock.advance(by: .seconds(3 * 2_678_400))
            try await stage.wake()

            let all = try await stage.until({ try await orders(stage) }) { paid($0) == 4 }
            #expect(Set(all.array.compactMap { $0["number"].int }) == [1, 2, 3, 4])
            // Those of the period that runs; what belonged to the periods before has lapsed with them.
            #expect(try await stage.credits()["available"].int == 100)
            try await stage.checkBooks()
        }
    }

    @Test func `what was paid and refunded before anybody heard of it gives nothing`() async throws {
        try await PaymentStage.with { stage in
            try await stage.control("stripe", "toggle lost")
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")
            let page = try await stage.standIns.get("/stripe/control").text
            let payment = try #require(page.firstMatch(of: /refund (pi_\w+)/)?.output.1)
            try await stage.control("stripe", "refund \(payment)")

            stage.house.clock.advance(by: .seconds(10))
            try await stage.wake()

            #expect(try await stage.decided(order["id"].string ?? "")["status"].string == "paid")
            #expect(try await stage.credits()["available"].int == 50)
            let heard = try await orders(stage).array.first { $0["id"].string == order["id"].string }
            #expect(
                heard?["refunded"]["amount"].int == heard?["price"]["amount"].int && heard?["missed_credits"].int == 0)
            try await stage.checkBooks()
        }
    }
}
