import Foundation
import Testing

/// A renewal and a change of plan that meet: nobody gets a month that is not paid, and each payment's refund takes back what
/// that payment gave.
struct PlanRenewalTests {
    private func credits(_ stage: PaymentStage) async throws -> Int {
        try #require(try await stage.credits()["available"].int)
    }

    @Test func `while the renewal is unpaid a change of plan is not sold, and gives no month`() async throws {
        try await PaymentStage.with { stage in
            try await stage.subscribe()
            let (end, before) = (try await stage.subscription()["ends_at"].string, try await credits(stage))
            try await stage.control("stripe", "renewals")
            try await stage.passAMonth()
            _ = try await stage.until(stage.subscription) { $0["status"].string == "past_due" }

            let change = try await stage.kim.post("/api/v1/billing/plan", json: #"{"plan": "studio"}"#)

            #expect(change.status == 409 && change.text.contains("past_due"), "\(change.text)")
            #expect(try await stage.paid().count == 1)
            #expect(try await stage.subscription()["ends_at"].string == end)
            #expect(try await credits(stage) <= before)
            try await stage.checkBooks()
        }
    }

    /// In Stripe's portal the change is sold all the same.
    @Test func `a change that is paid before its period gives nothing yet`() async throws {
        try await PaymentStage.with { stage in
            try await stage.subscribe()
            let before = try await credits(stage)
            try await stage.control("stripe", "renewals")
            try await stage.passAMonth()
            _ = try await stage.until(stage.subscription) { $0["status"].string == "past_due" }

            try await stage.moveInPortal(to: "studio", for: 9900)
            let waiting = try await stage.until(stage.subscription) { !$0["next_plan"].isNull }
            #expect(waiting["plan"].string == "standard" && waiting["status"].string == "past_due", "\(waiting)")
            #expect(try await credits(stage) <= before)
            #expect(try await stage.minutes() != 240)
            try await stage.checkBooks()
        }
    }

    @Test(arguments: ["here", "in the portal"])
    func `a renewal that nobody told of is the old plan's when the plan is changed after it`(place: String) async throws
    {
        try await PaymentStage.with { stage in
            try await stage.subscribe()
            try await stage.control("stripe", "toggle lost")
            try await stage.passAMonth()

            if place == "here" {
                try await stage.change("studio")
            } else {
                try await stage.moveInPortal(to: "studio", for: 9900)
                // Whatever is asked next looks at how things stand.
                #expect(try await stage.kim.post("/api/v1/billing/cancel", json: "").status == 200)
            }

            #expect(try await stage.subscription()["plan"].string == "studio")
            #expect(try await stage.minutes() == 240)
            try await expectTwoOrders(stage)
        }
    }

    /// A new start of the server lets everything be looked at that is far ahead.
    @Test func `a renewal that nobody told of is found, also after a new start`() async throws {
        try await PaymentStage.with { stage in
            try await stage.subscribe()
            let (end, now) = (try await stage.subscription()["ends_at"].string, stage.house.clock.now())
            try await stage.house.store.bringForward(.payment, laterThan: now, to: now)
            try await stage.wake()
            let waiting = { try await stage.kim.get("/api/v1/admin/outbox?limit=100").data["items"] }
            _ = try await stage.until(waiting) { items in
                !items.array.contains { entry in
                    entry["subject"].string?.hasPrefix("renewal") == true
                        && entry["next_attempt_at"].string.map { $0 <= now.rfc3339 } == true
                }
            }

            try await stage.control("stripe", "toggle lost")
            try await stage.passAMonth()
            stage.house.clock.advance(by: .seconds(3 * 3600))
            try await stage.wake()

            _ = try await stage.until(stage.subscription) { $0["ends_at"].string != end }
            #expect(try await stage.paid().count == 2)
            try await stage.checkBooks()
        }
    }

    /// The renewal of the plan of before, and the change: each gave its own, and the change's refund takes that back.
    private func expectTwoOrders(_ stage: PaymentStage) async throws {
        let orders = try await stage.paid().prefix(2)
        let renewal = try #require(orders.first { $0["price"]["amount"].int == 2900 }, "\(orders)")
        let change = try #require(orders.first { $0["price"]["amount"].int != 2900 }, "\(orders)")
        #expect(renewal["plan"].string == "standard" && renewal["credits"].int == 100, "\(renewal)")
        let more = try #require(change["credits"].int)
        #expect(change["plan"].string == "studio" && more > 350, "\(change)")
        let full = try await credits(stage)

        try await stage.refund(try #require(change["id"].string))

        #expect(try await credits(stage) == full - more)
        try await stage.checkBooks()
    }
}
