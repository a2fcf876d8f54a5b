import Domain
import Foundation
import Testing

/// What is paid for a plan is had until its period ends, whatever is changed or given back meanwhile.
struct PlanChangeTests {
    private func subscription(_ stage: PaymentStage) async throws -> JSONTree {
        try await stage.kim.get("/api/v1/billing/subscription").data
    }

    private func minutes(_ stage: PaymentStage) async throws -> Int {
        try await stage.kim.get("/api/v1/billing/usage").data["included_ms"].int.map { $0 / 60_000 } ?? 0
    }

    private func paid(_ stage: PaymentStage) async throws -> [JSONTree] {
        try await stage.kim.get("/api/v1/billing/invoices?limit=100").data["items"].array
            .filter { $0["status"].string == "paid" }
    }

    private func subscribe(_ stage: PaymentStage) async throws -> String {
        let order = try await stage.order(#"{"plan": "standard", "method": "stripe", "currency": "EUR"}"#)
        try await stage.press("pay", at: order["url"].string ?? "")
        _ = try await stage.until({ try await subscription(stage) }) { $0["plan"].string == "standard" }
        return order["id"].string ?? ""
    }

    private func change(_ plan: String, _ stage: PaymentStage) async throws -> JSONTree {
        let reply = try await stage.kim.post("/api/v1/billing/plan", json: #"{"plan": "\#(plan)"}"#)
        #expect(reply.status == 200, "\(reply.text)")
        await stage.stripe.settle()
        return reply.data
    }

    private func aMonthLater(_ stage: PaymentStage) async throws {
        let before = try await subscription(stage)["ends_at"].string
        try await stage.control("stripe", "advance 2678400")
        stage.house.clock.advance(by: .seconds(2_678_400))
        await stage.stripe.settle()
        _ = try await stage.until({ try await subscription(stage) }) { $0["ends_at"].string != before }
    }

    private func refund(_ id: String, _ stage: PaymentStage) async throws {
        _ = try await stage.kim.post("/api/v1/admin/orders/\(id)/refund", json: #"{"reason": "asked for"}"#)
        _ = try await stage.until({ try await stage.kim.get("/api/v1/payments/\(id)").data }) {
            $0["refunded"]["amount"].int == $0["price"]["amount"].int
        }
        await stage.stripe.settle()
    }

    @Test func `a cheaper plan waits for the end of what is paid, and going back costs nothing`() async throws {
        try await PaymentStage.with { stage in
            _ = try await subscribe(stage)
            #expect(try await change("studio", stage)["plan"].string == "studio")
            let (count, credits) = (try await paid(stage).count, try await stage.credits()["available"].int)
            #expect(try await minutes(stage) == 240)

            for _ in 1...2 {
                let down = try await change("standard", stage)
                #expect(down["plan"].string == "studio" && down["next_plan"].string == "standard", "\(down)")
                #expect(
                    try await stage.kim.post("/api/v1/billing/plan", json: #"{"plan": "standard"}"#).status == 409)
                #expect(try await minutes(stage) == 240)
                #expect(try await change("studio", stage)["next_plan"].isNull)
            }
            #expect(try await paid(stage).count == count)
            #expect(try await stage.credits()["available"].int == credits)

            _ = try await change("standard", stage)
            try await aMonthLater(stage)
            let now = try await subscription(stage)
            #expect(now["plan"].string == "standard" && now["next_plan"].isNull)
            #expect(try await minutes(stage) == 60)
            #expect(try await paid(stage)[0]["price"]["amount"].int == 2900)
            try await stage.checkBooks()
        }
    }

    @Test func `the refund of an upgrade takes back what the upgrade gave`() async throws {
        try await PaymentStage.with { stage in
            _ = try await subscribe(stage)
            let before = try #require(try await stage.credits()["available"].int)
            _ = try await change("studio", stage)
            #expect(try await stage.credits()["available"].int ?? 0 > before + 390)

            try await refund(try #require(try await paid(stage)[0]["id"].string), stage)

            #expect(try await stage.credits()["available"].int == before)
            #expect(try await subscription(stage)["status"].string == "active")
            try await stage.checkBooks()
        }
    }

    @Test func `a plan whose money went back is charged no more`()
        async throws
    {
        try await PaymentStage.with { stage in
            let first = try await subscribe(stage)
            try await aMonthLater(stage)
            let orders = try await paid(stage)

            try await refund(first, stage)
            #expect(try await subscription(stage)["status"].string == "active")
            try await refund(try #require(orders.first { $0["id"].string != first }?["id"].string), stage)

            _ = try await stage.until({ try await subscription(stage) }) { $0["status"].string == "ended" }
            #expect(try await minutes(stage) == 5)
            try await stage.control("stripe", "advance 2678400")
            stage.house.clock.advance(by: .seconds(2_678_400))
            await stage.stripe.settle()
            #expect(try await paid(stage).count == orders.count)
            try await stage.checkBooks()
        }
    }

    @Test func `of two months that were paid one goes back, and the other stays`() async throws {
        try await PaymentStage.with { stage in
            func month() async throws -> String {
                let order = try await stage.order(#"{"plan": "standard", "method": "manual", "currency": "CNY"}"#)
                let id = try #require(order["id"].string)
                _ = try await stage.kim.post("/api/v1/admin/orders/\(id)/mark-paid", json: "")
                return id
            }
            let old = try await month()
            stage.house.clock.advance(by: .seconds(32 * 86_400))
            let first = try await month()
            let end = try await subscription(stage)["ends_at"].string
            let second = try await month()
            #expect(try await subscription(stage)["ends_at"].string != end)

            try await refund(second, stage)
            #expect(try await subscription(stage)["status"].string == "active")
            #expect(try await subscription(stage)["ends_at"].string == end)
            try await refund(old, stage)
            #expect(try await subscription(stage)["status"].string == "active")
            #expect(try await minutes(stage) == 60)
            try await refund(first, stage)
            #expect(try await subscription(stage)["status"].string == "ended")
            #expect(try await minutes(stage) == 5)
            try await stage.checkBooks()
        }
    }

    /// Stripe's own price is used where it asks for what the buyer saw.
    @Test func `a price of the settings in another currency is not asked for`() async throws {
        try await PaymentStage.with(prices: { ["standard": $0.makePrice(2900, "usd")] }) { stage in
            let yen = try await stage.order(#"{"plan": "standard", "method": "stripe", "currency": "JPY"}"#)
            let page = try await stage.standIns.get(
                try #require(URL(string: yen["url"].string ?? "")?.path())
            ).text
            #expect(page.contains("4400 JPY"), "\(page)")
            let dollars = try await stage.order(#"{"plan": "standard", "method": "stripe", "currency": "USD"}"#)
            try await stage.press("pay", at: dollars["url"].string ?? "")

            let mine = try await stage.until({ try await subscription(stage) }) { $0["plan"].string == "standard" }
            #expect(mine["status"].string == "active")
            #expect(try await paid(stage)[0]["price"]["amount"].int == 2900)
            try await stage.checkBooks()
        }
    }
}
