import Testing

@testable import Server

/// What somebody set up in an account that was not theirs tells and shows them nothing once its owner has taken it back.
struct RecoveredAccountTests {
    private func webhook(_ client: TestClient, _ url: String) async throws -> String {
        let made = try await client.post("/api/v1/webhooks", json: #"{"url": "\#(url)"}"#)
        return try #require(made.data["id"].string, "\(made.text)")
    }

    /// The answer that says what has ended.
    private func reset(_ house: TestHouse) async throws -> Reply {
        _ = try await house.http.post("/api/v1/auth/password/forgot", json: #"{"email": "kim@example.org"}"#)
        let token = await house.mailbox.nextToken(for: "kim@example.org")
        return try await house.http.post(
            "/api/v1/auth/password/reset", json: #"{"token": "\#(token)", "new_password": "battery staple"}"#)
    }

    private func owner(_ house: TestHouse) async throws -> TestClient {
        let login = try await house.http.post(
            "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "battery staple"}"#)
        var owner = house.http
        let token: String = try #require(login.data["access_token"].string, "\(login.text)")
        owner.token = token
        return owner
    }

    private func video(_ client: TestClient, _ house: TestHouse) async throws -> String {
        house.engine.end(.succeed)
        let task = try await client.animate(try await client.inputs(), ["Prefer": "wait=20"])
        return try #require(task.data["result"]["video_id"].string, "\(task.text)")
    }

    @Test func `whoever registered somebody's address hears nothing of what its owner makes, nor sees it`() async throws
    {
        try await TestHouse.with { house in
            let thief = try await house.http.signedUp()
            _ = await house.mailbox.next(for: "kim@example.org")
            let video = try await video(thief, house)
            let id = try await webhook(thief, "https://thief.test/secret-path")
            let share = try await thief.post("/api/v1/videos/\(video)/shares", json: "{}").data
            let archive = try await thief.exported()
            #expect(try await house.http.get(archive).status == 200)

            let ended = try await reset(house)

            #expect(ended.data["webhooks"].array.compactMap(\.string) == ["thief.test"], "\(ended.text)")
            #expect(ended.data["share_links"].int == 1 && ended.data["exports"].int == 1, "\(ended.text)")
            let letter = await house.mailbox.next(for: "kim@example.org")
            #expect(letter.text.contains("thief[.]test") && !letter.text.contains("secret-path"), "\(letter.text)")
            let kim = try await owner(house)
            let off = try await kim.get("/api/v1/webhooks/\(id)").data
            #expect(off["enabled"].bool == false && off["disabled_reason"].string == "recovery")
            _ = try await self.video(kim, house)
            #expect(try await kim.get("/api/v1/webhooks/deliveries").data["items"].array.isEmpty)
            let open = #"{"token": "\#(try #require(share["token"].string))"}"#
            #expect(try await house.http.post("/api/v1/shares/open", json: open).status == 404)
            #expect(try await house.http.get(archive).status == 404)
        }
    }

    @Test func `webhooks that its owner had stay, unless somebody let one lead elsewhere since`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let (kept, moved) = (
                try await webhook(kim, "https://kim.test/kept"), try await webhook(kim, "https://kim.test/moved")
            )
            house.clock.advance(by: .seconds(60))
            let verify = await house.mailbox.nextToken(for: "kim@example.org")
            let verified = try await kim.post("/api/v1/auth/email/verify", json: #"{"token": "\#(verify)"}"#)
            #expect(verified.status == 200, "\(verified.text)")
            house.clock.advance(by: .seconds(60))
            // Whoever has a session of theirs, and the password.
            let path = "/api/v1/webhooks/\(moved)"
            #expect(try await kim.change("PATCH", path, #"{"url": "https://thief.test/"}"#).status == 200)
            _ = try await webhook(kim, "https://also-thief.test/")
            #expect(try await kim.change("PATCH", "/api/v1/webhooks/\(kept)", #"{"description": "x"}"#).status == 200)

            let ended = try await reset(house)

            #expect(
                Set(ended.data["webhooks"].array.compactMap(\.string)) == ["thief.test", "also-thief.test"],
                "\(ended.text)")
            let owner = try await owner(house)
            #expect(try await owner.get("/api/v1/webhooks/\(kept)").data["enabled"].bool == true)
            #expect(try await owner.get(path).data["disabled_reason"].string == "recovery")
        }
    }

    @Test func `a changed password ends them too, also where no address was ever proven`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            _ = try await webhook(kim, "https://thief.test/")
            let body = #"{"current_password": "correct horse", "new_password": "battery staple"}"#

            let ended = try await kim.post("/api/v1/auth/password/change", json: body)

            #expect(ended.data["webhooks"].array.compactMap(\.string) == ["thief.test"], "\(ended.text)")
        }
    }

    @Test func `an open session lets no webhook lead elsewhere, nor to where it led before it was switched off`()
        async throws
    {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let path = "/api/v1/webhooks/" + (try await webhook(kim, "https://kim.test/"))
            house.clock.advance(by: .seconds(301))

            let moved = try await kim.change("PATCH", path, #"{"url": "https://thief.test/"}"#)
            let same = try await kim.change("PATCH", path, #"{"url": "https://kim.test/", "enabled": true}"#)
            let off = try await kim.change("PATCH", path, #"{"enabled": false}"#)
            let on = try await kim.change("PATCH", path, #"{"enabled": true}"#)

            #expect(moved.status == 403 && moved.errorCode == "PROOF_REQUIRED", "\(moved.text)")
            #expect(on.status == 403 && on.errorCode == "PROOF_REQUIRED", "\(on.text)")
            #expect(same.status == 200 && off.status == 200)
            #expect(try await kim.get(path).data["url"].string == "https://kim.test/")
        }
    }
}
