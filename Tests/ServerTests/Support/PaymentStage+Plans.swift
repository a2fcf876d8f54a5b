import Foundation
import Testing

/// A plan that is subscribed to by card, and what becomes of it.
extension PaymentStage {
    func subscription() async throws -> JSONTree { try await kim.get("/api/v1/billing/subscription").data }

    /// That the plan includes.
    func minutes() async throws -> Int {
        try await kim.get("/api/v1/billing/usage").data["included_ms"].int.map { $0 / 60_000 } ?? 0
    }

    /// What was paid, newest first.
    func paid() async throws -> [JSONTree] {
        try await kim.get("/api/v1/billing/invoices?limit=100").data["items"].array
            .filter { $0["status"].string == "paid" }
    }

    /// - Returns: the order.
    @discardableResult
    func subscribe() async throws -> String {
        let order = try await order(#"{"plan": "standard", "method": "stripe", "currency": "EUR"}"#)
        try await press("pay", at: order["url"].string ?? "")
        _ = try await until(subscription) { $0["plan"].string == "standard" }
        return order["id"].string ?? ""
    }

    @discardableResult
    func change(_ plan: String) async throws -> JSONTree {
        let reply = try await kim.post("/api/v1/billing/plan", json: #"{"plan": "\#(plan)"}"#)
        #expect(reply.status == 200, "\(reply.text)")
        await stripe.settle()
        return reply.data
    }

    /// The time goes by, whatever becomes of the renewal.
    func passAMonth() async throws {
        try await control("stripe", "advance 2678400")
        house.clock.advance(by: .seconds(2_678_400))
        await stripe.settle()
    }

    func aMonthLater() async throws {
        let before = try await subscription()["ends_at"].string
        try await passAMonth()
        _ = try await until(subscription) { $0["ends_at"].string != before }
    }

    func refund(_ id: String) async throws {
        _ = try await kim.post("/api/v1/admin/orders/\(id)/refund", json: #"{"reason": "asked for"}"#)
        _ = try await until({ try await kim.get("/api/v1/payments/\(id)").data }) {
            $0["refunded"]["amount"].int == $0["price"]["amount"].int
        }
        await stripe.settle()
    }

    /// The customer moves to the dearer plan in Stripe's portal, of which nothing of ours knows.
    func moveInPortal(to plan: String, for price: Int) async throws {
        let account = account
        let mine = try #require(try await house.store.subscription(of: account)?.externalID)
        let headers = [
            "Authorization": "Bearer \(stripeKey)", "Content-Type": "application/x-www-form-urlencoded",
        ]
        func ask(_ path: String, _ form: String) async throws -> JSONTree {
            let reply = try await standIns.send("POST", "/stripe/v1" + path, headers, Array(form.utf8))
            #expect(reply.status == 200, "\(reply.text)")
            return reply.json
        }
        let name = "greenroom+\(plan)+1+eur-\(price)"
        let made = try await ask(
            "/prices", "currency=eur&unit_amount=\(price)&recurring[interval]=month&lookup_key=\(name)")
        _ = try await ask(
            "/subscriptions/\(mine)",
            "items[0][price]=\(made["id"].string ?? "")&proration_behavior=always_invoice")
        await stripe.settle()
    }
}
