import Domain
import Testing

/// Money that was to go back, and came to nothing or went back where nobody told of it.
struct FailedRefundTests {
    private func pay(_ pack: String, _ stage: PaymentStage) async throws -> String {
        let order = try await stage.order(#"{"pack": "\#(pack)", "method": "stripe", "currency": "USD"}"#)
        try await stage.press("pay", at: order["url"].string ?? "")
        let id = try #require(order["id"].string)
        #expect(try await stage.decided(id)["status"].string == "paid")
        return id
    }

    private func refund(_ id: String, _ stage: PaymentStage) async throws {
        let reply = try await stage.kim.post("/api/v1/admin/orders/\(id)/refund", json: #"{"reason": "asked for"}"#)
        #expect(reply.status == 200, "\(reply.text)")
    }

    @Test(arguments: ["at once", "days later"])
    func `a refund that the bank sends back leaves the credits, is seen, and can be made again`(when: String)
        async throws
    {
        try await PaymentStage.with { stage in
            let id = try await pay("minutes", stage)
            let order = {
                try await stage.kim.get("/api/v1/admin/orders").data["items"].array.first { $0["id"].string == id }!
            }
            if when == "at once" {
                try await stage.control("stripe", "refunds slow")
                try await refund(id, stage)
                _ = try await stage.until(order) { _ in !stage.stripe.refundsMade.isEmpty }
                #expect(try await stage.credits()["available"].int == 150)
            } else {
                try await refund(id, stage)
                _ = try await stage.until(stage.credits) { $0["available"].int == 50 }
            }

            try await stage.control("stripe", "refunds fail")
            stage.house.clock.advance(by: .seconds(3601))
            try await stage.wake()

            let failed = try await stage.until(order) { $0["problem"].string == "a refund of 9.00 USD failed" }
            #expect(failed["refunded"]["amount"].int == 0, "\(failed)")
            _ = try await stage.until(stage.credits) { $0["available"].int == 150 }
            try await stage.control("stripe", "refunds done")
            try await refund(id, stage)
            _ = try await stage.until(stage.credits) { $0["available"].int == 50 }
            #expect(try await order()["missed_credits"].int == 0)
            try await stage.checkBooks()
        }
    }

    @Test func `a refund and a dispute are found whose events did not arrive`() async throws {
        try await PaymentStage.with { stage in
            let (first, second) = (try await pay("minutes", stage), try await pay("credits-500", stage))
            func payment(_ id: String) async throws -> String {
                let order = try #require(OrderID(rawValue: id))
                return try #require(try await stage.house.store.order(order)?.payment)
            }
            try await stage.control("stripe", "toggle lost")
            try await stage.control("stripe", "refund \(try await payment(first))")
            try await stage.control("stripe", "dispute \(try await payment(second))")
            #expect(try await stage.credits()["available"].int == 650)

            for _ in 1...2 {
                try await stage.house.studio.payments.catchUp(since: .now() + .seconds(-3 * 86_400))
                let credits = try await stage.until(stage.credits) { $0["available"].int == 50 }
                #expect(credits["frozen"].int == 500, "\(credits)")
            }

            try await stage.checkBooks()
        }
    }
}
