import Testing

@testable import Server

/// Clients of Firebase send its ID token with every request.
struct ProviderTokenTests {
    @Test func `an ID token is taken on every route, and makes the account at its first use`() async throws {
        try await TestHouse.with { house in
            var ada = house.http
            ada.token = try await StandIns.firebaseToken(.ada)

            let me = try await ada.get("/api/v1/auth/me")
            #expect(me.status == 200 && me.data["email"].string == "ada@example.com", "\(me.text)")
            #expect(try await ada.upload("IMAGE", name: "a.png").status == 201)
            #expect(try await ada.get("/api/v1/files").data["items"].array.count == 1)
            #expect(try await ada.get("/api/v1/auth/me").data["id"] == me.data["id"])
            let sessions = try await ada.get("/api/v1/auth/sessions").data["items"].array
            #expect(sessions.count == 1 && sessions[0]["current"].bool == true)

            // The same rules as a session of its own.
            _ = try await ada.post("/api/v1/auth/logout", json: "{}")
            #expect(try await ada.get("/api/v1/auth/me").status == 401)
            var again = house.http
            again.token = ada.token
            #expect(try await again.get("/api/v1/auth/me").status == 401)
        }
    }

    @Test func `one that is not good, or comes where Firebase is not set up, lets nobody in`() async throws {
        let token = try await StandIns.firebaseToken(.lin)
        try await TestHouse.with { house in
            var changed = house.http
            let parts = token.split(separator: ".")
            changed.token = "\(parts[0]).\(parts[1]).\(parts[2].dropLast(8))AAAAAAAA"
            let refused = try await changed.get("/api/v1/auth/me")
            #expect(refused.status == 401)
        }
        try await TestHouse.with(providers: []) { house in
            var lin = house.http
            lin.token = token
            let refused = try await lin.get("/api/v1/auth/me")
            #expect(refused.status == 401)
        }
    }

    @Test func `a token that was renewed in silence proves nothing that its owner's sign-in did not`() async throws {
        try await TestHouse.with { house in
            var ada = house.http
            ada.token = try await StandIns.firebaseToken(.ada)
            // Shown here for the first time, long after Ada signed in at Firebase.
            house.clock.advance(by: .seconds(301))

            let key = try await ada.post("/api/v1/api-keys", json: #"{"name": "k", "scopes": ["read"]}"#)
            #expect(key.status == 403 && key.errorCode == "PROOF_REQUIRED", "\(key.text)")
            var cookie = house.http
            let login = try await house.http.post(
                "/api/v1/auth/firebase/login", json: #"{"id_token": "\#(ada.token ?? "")"}"#)
            cookie.token = login.data["access_token"].string
            let again = try await cookie.post("/api/v1/api-keys", json: #"{"name": "k", "scopes": ["read"]}"#)
            #expect(again.status == 403 && again.errorCode == "PROOF_REQUIRED", "\(again.text)")
        }
    }

    @Test func `a token that Google gave a while ago proves nothing of now, however often it is shown`() async throws {
        try await TestHouse.with { house in
            let token = try await StandIns.googleToken(.ada)
            house.clock.advance(by: .seconds(301))
            var ada = house.http
            let login = try await house.http.post("/api/v1/auth/google/login", json: #"{"id_token": "\#(token)"}"#)
            let session: String = try #require(login.data["access_token"].string, "\(login.text)")
            ada.token = session

            let key = try await ada.post("/api/v1/api-keys", json: #"{"name": "k", "scopes": ["read"]}"#)

            #expect(key.status == 403 && key.errorCode == "PROOF_REQUIRED", "\(key.text)")
        }
    }

    @Test func `a suspended person is refused at once`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp()
            var lin = house.http
            lin.token = try await StandIns.firebaseToken(.lin)
            let id = try #require(try await lin.get("/api/v1/auth/me").data["id"].string)

            _ = try await admin.send(
                "PATCH", "/api/v1/admin/users/\(id)", ["Content-Type": "application/json"],
                Array(#"{"status": "suspended"}"#.utf8))

            let refused = try await lin.get("/api/v1/auth/me")
            #expect(refused.status != 200)
        }
    }
}
