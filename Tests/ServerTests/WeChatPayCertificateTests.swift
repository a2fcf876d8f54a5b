import Testing

/// Merchants whose answers WeChat Pay signs by a certificate, which has to be fetched first.
struct WeChatPayCertificateTests {
    private static let wish = #"{"pack": "minutes"}"#

    @Test func `buyers who come together right after a start can all pay`() async throws {
        try await PaymentStage.with(certificates: true) { stage in
            let kim = stage.kim
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...6 {
                    group.addTask { try await kim.post("/api/v1/payments/wechat/create", json: Self.wish).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(statuses == Array(repeating: 201, count: 6))
        }
    }

    @Test func `a moment without certificates keeps nobody from paying after it`() async throws {
        try await PaymentStage.with(certificates: true) { stage in
            try await stage.control("wechatpay", "certificates")
            let early = try await stage.kim.post("/api/v1/payments/wechat/create", json: Self.wish)
            #expect(early.status == 503 || early.status == 504, "\(early.text)")

            try await stage.control("wechatpay", "certificates")
            let order = try await stage.kim.post("/api/v1/payments/wechat/create", json: Self.wish)
            #expect(order.status == 201, "\(order.text)")
            try await stage.press("pay", at: order.data["code_url"].string ?? "")

            #expect(try await stage.decided(order.data["id"].string ?? "")["status"].string == "paid")
        }
    }
}
