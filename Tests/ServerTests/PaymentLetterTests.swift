import Domain
import Storage
import Testing

/// What buyers are written: once, in their language, also when the service tells of it twice.
struct PaymentLetterTests {
    private func letter(to stage: PaymentStage) async -> MailMessage {
        await stage.house.mailbox.next(for: "kim@example.org")
    }

    /// The letters of a kind that were put down so far.
    private func count(_ kind: String, _ stage: PaymentStage) async throws -> Int {
        try await stage.kim.get("/api/v1/admin/outbox?limit=100").data["items"].array
            .filter { $0["kind"].string == kind }.count
    }

    @Test func `whoever has paid gets one letter with the way to the receipt`() async throws {
        try await PaymentStage.with { stage in
            _ = await letter(to: stage)  // asks to confirm the address
            _ = try await stage.kim.change("PUT", "/api/v1/users/settings", #"{"language": "ja"}"#)
            try await stage.control("stripe", "toggle doubled")
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe", "currency": "JPY"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")

            let receipt = await letter(to: stage)

            #expect(receipt.subject == "領収書（番号 1）：100 クレジット")
            #expect(receipt.text.contains("JPY 1,300"), "\(receipt.text)")
            #expect(receipt.text.contains("https://studio.test/billing/orders/\(order["id"].string ?? "")"))
            await stage.stripe.settle()
            #expect(try await count("receipt_letter", stage) == 1)
        }
    }

    @Test func `an invoice that an administrator marks as paid is written about, too`() async throws {
        try await PaymentStage.with { stage in
            _ = await letter(to: stage)
            _ = try await stage.kim.change("PUT", "/api/v1/users/settings", #"{"language": "zh-CN"}"#)
            let order = try await stage.order(#"{"pack": "minutes", "method": "manual", "currency": "CNY"}"#)
            #expect(try await count("receipt_letter", stage) == 0)

            let path = "/api/v1/admin/orders/\(order["id"].string ?? "")/mark-paid"
            for _ in 1...2 { _ = try await stage.kim.post(path, json: "") }

            let receipt = await letter(to: stage)
            #expect(receipt.subject == "收据（编号 1）：100 点" && receipt.text.contains("CNY 60.00"), "\(receipt)")
            #expect(try await count("receipt_letter", stage) == 1)
        }
    }

    @Test func `a renewal that fails is written about once`() async throws {
        try await PaymentStage.with { stage in
            _ = await letter(to: stage)
            _ = try await stage.kim.change("PUT", "/api/v1/users/settings", #"{"language": "en"}"#)
            let order = try await stage.order(#"{"plan": "standard", "method": "stripe", "currency": "EUR"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")
            #expect(await letter(to: stage).subject.contains("Receipt"))
            let ask = { try await stage.kim.get("/api/v1/billing/subscription").data }
            _ = try await stage.until(ask) { $0["plan"].string == "standard" }
            let bought = try #require(try await stage.house.store.subscription(of: stage.account))

            try await stage.control("stripe", "toggle doubled")
            try await stage.control("stripe", "renewals")
            try await stage.control("stripe", "advance 2678400")

            let warning = await letter(to: stage)
            #expect(warning.subject == "Your plan “Standard” could not be renewed")
            let until = (bought.endsAt + Subscription.grace).rfc3339.prefix(10)
            #expect(warning.text.contains("until \(until)"), "\(warning.text)")
            #expect(warning.text.contains("https://studio.test/billing"))
            await stage.stripe.settle()
            _ = try await stage.until(ask) { $0["status"].string == "past_due" }
            #expect(try await count("renewal_letter", stage) == 1)
        }
    }
}
