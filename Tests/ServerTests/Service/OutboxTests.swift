import Testing

@testable import Server

/// What administrators see of what must still happen outside.
struct OutboxTests {
    @Test func `tells what was given up and why, and tries it again when it is told to`() async throws {
        try await TestHouse.with { house in
            house.mailbox.refuse("lee@example.org")
            let admin = try await house.http.signedUp()
            _ = try await house.http.signedUp("lee@example.org")

            let entry = try await Self.entry("given_up", by: admin)
            #expect(entry["kind"].string == "letter" && entry["subject"].string == "verify_address")
            #expect(entry["last_error"].string == "550 l…@example.org is unknown")
            #expect(entry["attempts"].int == 1 && entry["next_attempt_at"].isNull)
            #expect(entry["finished_at"].string != nil)
            let figures = try await house.scrape()
            #expect(figures[#"greenroom_outbox_given_up{kind="letter"}"#] == 1)
            #expect(figures[#"greenroom_outbox_waiting{kind="letter"}"#] == 0)
            #expect(figures[#"greenroom_outbox_attempts_total{kind="letter",outcome="given_up"}"#] == 1)
            #expect(figures[#"greenroom_outbox_oldest_seconds{kind="export"}"#] == 0)

            house.mailbox.refuse("lee@example.org", false)
            let path = "/api/v1/admin/outbox/\(try #require(entry["id"].string))/retry"
            #expect(try await admin.post(path, json: "").status == 202)
            #expect(await house.mailbox.next(for: "lee@example.org").recipient == "lee@example.org")
            #expect(try await admin.post(path, json: "").status == 409)
            #expect(try await admin.post("/api/v1/admin/outbox/nothing/retry", json: "").status == 404)
        }
    }

    /// The first one in this state; waits until there is one.
    static func entry(_ status: String, by admin: TestClient) async throws -> JSONTree {
        for _ in 0..<10_000 {
            let page = try await admin.get("/api/v1/admin/outbox?status=\(status)")
            try #require(page.status == 200, "\(page.text)")
            if let first = page.data["items"].array.first { return first }
        }
        return try #require(nil as JSONTree?, "nothing is \(status)")
    }
}
