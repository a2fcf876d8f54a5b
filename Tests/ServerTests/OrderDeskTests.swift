import Domain
import Foundation
import Testing

/// What administrators see of orders, and do about invoices.
struct OrderDeskTests {
    @Test func `an invoice says whose it is, ends with its time, and is paid all the same when the money comes late`()
        async throws
    {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "manual"}"#)
            let id = order["id"].string ?? ""
            let ask = {
                let orders = try await stage.kim.get("/api/v1/admin/orders?limit=100").data["items"].array
                return orders.first { $0["id"].string == id } ?? JSONTree(NSNull())
            }
            let open = try await ask()
            #expect(open["account_email"].string == "kim@example.org" && open["account_name"].string != nil, "\(open)")
            #expect(order["account_email"].isNull)

            stage.house.clock.advance(by: .seconds(29 * 86_400))
            try await stage.wake()
            #expect(try await ask()["status"].string == "pending")
            stage.house.clock.advance(by: .seconds(2 * 86_400))
            try await stage.wake()

            _ = try await stage.until(ask) { $0["status"].string == "cancelled" }
            let paid = try await stage.kim.post("/api/v1/admin/orders/\(id)/mark-paid", json: "")
            #expect(paid.data["status"].string == "paid" && paid.data["account_email"].string != nil, "\(paid.text)")
            #expect(try await stage.credits()["available"].int == 100)
            try await stage.checkBooks()
        }
    }

    @Test func `what an administrator cannot take is no fault of their own credits`() async throws {
        try await PaymentStage.with { stage in
            let path = "/api/v1/admin/users/\(stage.account)/credits"
            let reply = try await stage.kim.post(path, json: #"{"credits": -1000, "reason": "too much"}"#)
            #expect(reply.status == 409 && reply.text.contains("too_few_credits"), "\(reply.text)")
        }
    }

    @Test func `a subscription that has ended is not said to renew`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"plan": "standard", "method": "stripe"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")
            let ask = { try await stage.kim.get("/api/v1/billing/subscription").data }
            _ = try await stage.until(ask) { $0["renews"].bool == true }
            let path = "/api/v1/admin/orders/\(order["id"].string ?? "")/refund"
            _ = try await stage.kim.post(path, json: #"{"reason": "asked for"}"#)

            let ended = try await stage.until(ask) { $0["status"].string == "ended" }

            #expect(ended["renews"].bool == false)
        }
    }
}
