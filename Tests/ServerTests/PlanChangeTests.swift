import Domain
import Foundation
import Testing

/// What is paid for a plan is had until its period ends, whatever is changed or given back meanwhile.
struct PlanChangeTests {
    @Test func `a cheaper plan waits for the end of what is paid, and going back costs nothing`() async throws {
        try await PaymentStage.with { stage in
            _ = try await stage.subscribe()
            #expect(try await stage.change("studio")["plan"].string == "studio")
            let (count, credits) = (try await stage.paid().count, try await stage.credits()["available"].int)
            #expect(try await stage.minutes() == 240)

            for _ in 1...2 {
                let down = try await stage.change("standard")
                #expect(down["plan"].string == "studio" && down["next_plan"].string == "standard", "\(down)")
                #expect(
                    try await stage.kim.post("/api/v1/billing/plan", json: #"{"plan": "standard"}"#).status == 409)
                #expect(try await stage.minutes() == 240)
                #expect(try await stage.change("studio")["next_plan"].isNull)
            }
            #expect(try await stage.paid().count == count)
            #expect(try await stage.credits()["available"].int == credits)

            _ = try await stage.change("standard")
            try await stage.aMonthLater()
            let now = try await stage.subscription()
            #expect(now["plan"].string == "standard" && now["next_plan"].isNull)
            #expect(try await stage.minutes() == 60)
            #expect(try await stage.paid()[0]["price"]["amount"].int == 2900)
            try await stage.checkBooks()
        }
    }

    /// Whoever pays in dollars is charged in dollars, and knows before how many.
    @Test func `what a change costs is told before, in the subscription's own currency`() async throws {
        try await PaymentStage.with { stage in
            try await stage.subscribe()
            #expect(try await stage.subscription()["currency"].string == "EUR")
            let cost = { (plan: String) in try await stage.kim.get("/api/v1/billing/plan?plan=\(plan)") }

            let up = try await cost("studio").data
            #expect(up["price"]["decimal"].string == "99.00" && up["begins_at"].isNull, "\(up)")
            #expect(try await stage.paid().count == 1)
            try await stage.change("studio")
            let told = try #require(up["charged_now"]["amount"].int)
            let charged = try #require(try await stage.paid()[0]["price"]["amount"].int)
            // The rest of the period has become shorter by a moment.
            #expect((charged...charged + 1).contains(told) && charged > 6900)

            let down = try await cost("standard").data
            #expect(down["charged_now"]["amount"].int == 0 && down["price"]["decimal"].string == "29.00", "\(down)")
            #expect(down["begins_at"].string == (try await stage.subscription()["ends_at"].string))
            #expect(try await cost("nothing").status == 422)
        }
    }

    @Test func `the refund of an upgrade takes back what the upgrade gave`() async throws {
        try await PaymentStage.with { stage in
            _ = try await stage.subscribe()
            let before = try #require(try await stage.credits()["available"].int)
            _ = try await stage.change("studio")
            #expect(try await stage.credits()["available"].int ?? 0 > before + 390)

            try await stage.refund(try #require(try await stage.paid()[0]["id"].string))

            #expect(try await stage.credits()["available"].int == before)
            #expect(try await stage.subscription()["status"].string == "active")
            try await stage.checkBooks()
        }
    }

    @Test func `a plan whose money went back is charged no more`()
        async throws
    {
        try await PaymentStage.with { stage in
            let first = try await stage.subscribe()
            try await stage.aMonthLater()
            let orders = try await stage.paid()

            try await stage.refund(first)
            #expect(try await stage.subscription()["status"].string == "active")
            try await stage.refund(try #require(orders.first { $0["id"].string != first }?["id"].string))

            _ = try await stage.until(stage.subscription) { $0["status"].string == "ended" }
            #expect(try await stage.minutes() == 5)
            try await stage.control("stripe", "advance 2678400")
            stage.house.clock.advance(by: .seconds(2_678_400))
            await stage.stripe.settle()
            #expect(try await stage.paid().count == orders.count)
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
            let end = try await stage.subscription()["ends_at"].string
            let second = try await month()
            #expect(try await stage.subscription()["ends_at"].string != end)

            try await stage.refund(second)
            #expect(try await stage.subscription()["status"].string == "active")
            #expect(try await stage.subscription()["ends_at"].string == end)
            try await stage.refund(old)
            #expect(try await stage.subscription()["status"].string == "active")
            #expect(try await stage.minutes() == 60)
            try await stage.refund(first)
            #expect(try await stage.subscription()["status"].string == "ended")
            #expect(try await stage.minutes() == 5)
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

            let mine = try await stage.until(stage.subscription) { $0["plan"].string == "standard" }
            #expect(mine["status"].string == "active")
            #expect(try await stage.paid()[0]["price"]["amount"].int == 2900)
            try await stage.checkBooks()
        }
    }
}
