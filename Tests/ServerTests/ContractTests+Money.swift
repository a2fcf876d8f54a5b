import Testing

extension ContractTests {
    func money(_ kim: TestClient) async throws {
        let id = try #require(try await kim.get("/api/v1/auth/me").data["id"].string)
        for path in [
            "/users/credits", "/users/credits/transactions", "/users/credits/transactions?format=csv", "/billing/plans",
            "/billing/usage", "/admin/users/\(id)/credits", "/admin/users/\(id)/credits/transactions",
            "/admin/ledger/check",
        ] { _ = try await kim.get("/api/v1\(path)") }
        _ = try await kim.post("/api/v1/admin/users/\(id)/credits", json: #"{"credits": 5, "reason": "a gift"}"#)
    }
}
