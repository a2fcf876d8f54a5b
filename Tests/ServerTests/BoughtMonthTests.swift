import Domain
import Foundation
import Testing

/// Plans that nobody renews: month after month is bought, and each of them is had.
struct BoughtMonthTests {
    private func subscription(_ stage: PaymentStage) async throws -> JSONTree {
        try await stage.kim.get("/api/v1/billing/subscription").data
    }

    private func minutes(_ stage: PaymentStage) async throws -> Int {
        try await stage.kim.get("/api/v1/billing/usage").data["included_ms"].int.map { $0 / 60_000 } ?? 0
    }

    @discardableResult
    private func month(of plan: String, _ stage: PaymentStage) async throws -> String {
        let order = try await stage.order(#"{"plan": "\#(plan)", "method": "manual", "currency": "EUR"}"#)
        let id = try #require(order["id"].string)
        let paid = try await stage.kim.post("/api/v1/admin/orders/\(id)/mark-paid", json: "")
        #expect(paid.status == 200, "\(paid.text)")
        return id
    }

    private func pass(days: Int, _ stage: PaymentStage) async throws {
        stage.house.clock.advance(by: .seconds(days * 86_400))
        try await stage.wake()
    }

    @Test func `a cheaper plan begins when the one that is paid ends`() async throws {
        try await PaymentStage.with { stage in
            let first = try await month(of: "studio", stage)
            let receipt = try await stage.kim.get("/api/v1/billing/invoices/\(first)/pdf")
            #expect(receipt.text.contains(" · 1 month|EUR 99.00|"), "\(receipt.text)")
            let end = try await subscription(stage)["ends_at"].string
            try await month(of: "standard", stage)

            let now = try await subscription(stage)
            #expect(now["plan"].string == "studio" && now["next_plan"].string == "standard", "\(now)")
            #expect(now["ends_at"].string == end)
            #expect(try await minutes(stage) == 240)
            let usage = try await stage.kim.get("/api/v1/billing/usage").data
            #expect(usage["ends_at"].string == end, "minutes are promised no longer than the plan")
            try await pass(days: 32, stage)
            let then = try await stage.until({ try await subscription(stage) }) { $0["plan"].string == "standard" }
            #expect(then["next_plan"].isNull && then["status"].string == "active")
            #expect(try await minutes(stage) == 60)
            try await pass(days: 32, stage)
            #expect(try await minutes(stage) == 5)
            try await stage.checkBooks()
        }
    }

    @Test func `a plan that gives more begins at once, and what is left of the other follows`() async throws {
        try await PaymentStage.with { stage in
            try await month(of: "standard", stage)
            try await pass(days: 10, stage)
            try await month(of: "studio", stage)
            #expect(try await subscription(stage)["plan"].string == "studio")
            #expect(try await minutes(stage) == 240)

            try await pass(days: 32, stage)
            _ = try await stage.until({ try await subscription(stage) }) { $0["plan"].string == "standard" }
            #expect(try await minutes(stage) == 60)
            // The credits of the month live on with it; those of the other month, and what was a gift, have lapsed.
            try await pass(days: 4, stage)
            #expect(try await stage.credits()["available"].int == 100)
            try await pass(days: 8, stage)
            #expect(try await minutes(stage) == 60)
            try await pass(days: 12, stage)
            #expect(try await minutes(stage) == 5)
            try await stage.checkBooks()
        }
    }

    @Test func `what follows a month whose price went back begins at once`() async throws {
        try await PaymentStage.with { stage in
            try await month(of: "standard", stage)
            let studio = try await month(of: "studio", stage)

            let refund = try await stage.kim.post(
                "/api/v1/admin/orders/\(studio)/refund", json: #"{"reason": "not wanted"}"#)

            #expect(refund.status == 200, "\(refund.text)")
            let now = try await subscription(stage)
            #expect(now["plan"].string == "standard" && now["next_plan"].isNull, "\(now)")
            #expect(try await minutes(stage) == 60)
            try await pass(days: 27, stage)
            #expect(try await minutes(stage) == 60)
            try await stage.checkBooks()
        }
    }

    @Test func `a plan that renews is not sold over one that is paid`() async throws {
        try await PaymentStage.with { stage in
            try await month(of: "studio", stage)
            let json = #"{"plan": "standard", "method": "stripe"}"#

            let early = try await stage.kim.post("/api/v1/billing/checkout", json: json)
            #expect(early.status == 409 && early.text.contains("plan_is_paid"), "\(early.text)")
            try await stage.control("stripe", "advance \(32 * 86_400)")
            try await pass(days: 32, stage)
            let late = try await stage.kim.post("/api/v1/billing/checkout", json: json)
            #expect(late.status == 201, "\(late.text)")
        }
    }

    @Test func `a call-back that is signed and cannot be read is told to be wrong, and not to be tried again`()
        async throws
    {
        try await PaymentStage.with { stage in
            for body in ["", "{}", "[1", #"{"id": "evt_1"}"#] {
                let reply = try await stage.kim.send(
                    "POST", "/api/v1/payments/webhook/stripe", stage.stripe.signed(Data(body.utf8)), Array(body.utf8))
                #expect(reply.status == 422, "\(body): \(reply.status) \(reply.text)")
            }
        }
    }
}
