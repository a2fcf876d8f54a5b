import Testing

extension ContractTests {
    @Test func `answers as the document says, where things are sold`() async throws {
        try await PaymentStage.with { stage in
            let document = try await stage.house.http.get("/openapi.json").json
            let contract = Contract(document: document)
            var kim = stage.kim
            kim.contract = contract
            let me = stage.account.rawValue

            for path in [
                "/users/credits", "/users/credits/transactions", "/users/credits/transactions?format=csv",
                "/billing/plans", "/billing/usage", "/billing/methods", "/billing/subscription", "/billing/invoices",
                "/admin/users/\(me)/credits", "/admin/users/\(me)/credits/transactions", "/admin/ledger/check",
                "/admin/orders", "/admin/revenue", "/admin/orders/differences?date=2026-11-21",
            ] { #expect(try await kim.get("/api/v1\(path)").status == 200, "\(path)") }
            _ = try await kim.post("/api/v1/admin/users/\(me)/credits", json: #"{"credits": 5, "reason": "a gift"}"#)
            let manual = try await kim.post(
                "/api/v1/billing/checkout", json: #"{"pack": "minutes", "method": "manual"}"#)
            let id = manual.data["id"].string ?? ""
            _ = try await kim.get("/api/v1/payments/\(id)")
            _ = try await kim.post("/api/v1/admin/orders/\(id)/mark-paid", json: "")
            let receipt = try await kim.get("/api/v1/billing/invoices/\(id)/pdf")
            #expect(receipt.text.hasPrefix("%PDF Receipt|Greenroom|") && receipt.text.contains("|Total|"))
            _ = try await kim.post("/api/v1/admin/orders/\(id)/refund", json: #"{"reason": "x"}"#)
            _ = try await kim.post("/api/v1/payments/wechat/create", json: #"{"pack": "minutes"}"#)
            let plan = try await kim.post("/api/v1/payments/stripe/create", json: #"{"plan": "standard"}"#)
            try await stage.press("pay", at: plan.data["url"].string ?? "")
            let ask = { try await stage.kim.get("/api/v1/billing/subscription").data }
            _ = try await stage.until(ask) { $0["plan"].string == "standard" }
            _ = try await kim.get("/api/v1/billing/subscription")
            _ = try await kim.get("/api/v1/billing/plan?plan=studio")
            _ = try await kim.post("/api/v1/billing/plan", json: #"{"plan": "studio"}"#)
            for path in ["portal", "cancel", "resume"] { _ = try await kim.post("/api/v1/billing/\(path)", json: "") }
            await stage.stripe.settle()

            let words = ["/credits", "/billing/", "/payments/", "/admin/orders", "/admin/revenue", "/admin/ledger"]
            let missing = contract.missing.filter { seen in words.contains { seen.path.contains($0) } }
            // Call-backs come from the stand-ins, whose client holds nothing against the document.
            #expect(missing.allSatisfy { $0.path.contains("webhook") }, "never seen: \(missing)")
        }
    }
}
