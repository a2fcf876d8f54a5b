import Testing

@testable import Server

struct AdminTests {
    @Test func `finds people by name, role and state`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp()
            _ = try await house.http.signedUp("lee@example.org")
            _ = try await house.http.signedUp("Sam@example.net")

            func found(_ query: String) async throws -> [String?] {
                try await admin.get("/api/v1/admin/users?\(query)").data["items"].array.map { $0["email"].string }
            }

            #expect(try await found("") == ["Sam@example.net", "lee@example.org", "kim@example.org"])
            #expect(try await found("query=SAM") == ["Sam@example.net"])
            #expect(try await found("query=%25") == [])
            #expect(try await found("role=admin") == ["kim@example.org"])
            #expect(try await found("status=suspended") == [])
            #expect(try await admin.get("/api/v1/admin/users?role=owner").errorField == "role")
            let page = try await admin.get("/api/v1/admin/users?limit=2")
            let cursor = try #require(page.data["next_cursor"].string)
            #expect(try await found("limit=2&cursor=\(cursor)") == ["kim@example.org"])
        }
    }

    @Test func `is closed to members`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")

            for path in ["users", "users/x", "settings", "audit", "outbox", "invitations"] {
                let reply = try await lee.get("/api/v1/admin/\(path)")
                #expect(reply.status == 403)
                #expect(reply.json["error"]["details"]["needed"].string == "admin")
            }
        }
    }

    @Test func `never loses its last administrator`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let me = "/api/v1/admin/users/\(try await admin.get("/api/v1/auth/me").data["id"].string ?? "")"
            let other = "/api/v1/admin/users/\(try await lee.get("/api/v1/auth/me").data["id"].string ?? "")"

            for change in [#"{"role": "member"}"#, #"{"status": "suspended"}"#] {
                let refused = try await admin.change("PATCH", me, change)
                #expect(refused.status == 409)
                #expect(refused.errorCode == "CONFLICT")
            }
            #expect(try await admin.change("PATCH", other, #"{"role": "admin"}"#).status == 200)
            #expect(try await lee.get("/api/v1/admin/users").status == 200)
            #expect(try await admin.change("PATCH", me, #"{"role": "member"}"#).status == 200)
            #expect(try await admin.get("/api/v1/admin/users").status == 403)
        }
    }

    @Test func `a server that takes no strangers refuses them`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp()
            #expect(try await admin.get("/api/v1/admin/settings").data["registration"].string == "open")

            let closed = try await admin.change("PUT", "/api/v1/admin/settings", #"{"registration": "closed"}"#)
            #expect(closed.data["registration"].string == "closed")

            let refused = try await house.http.post(
                "/api/v1/auth/register", json: #"{"email": "lee@example.org", "password": "correct horse"}"#)
            #expect(refused.status == 403)
            #expect(refused.json["error"]["details"]["reason"].string == "registration_closed")
            #expect(try await admin.get("/api/v1/admin/settings").data["registration"].string == "closed")
            #expect(
                try await admin.change("PUT", "/api/v1/admin/settings", #"{"registration": "ajar"}"#).errorField
                    == "registration")
        }
    }

    @Test func `an invitation opens a closed server to one person`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp()
            _ = try await admin.change("PUT", "/api/v1/admin/settings", #"{"registration": "closed"}"#)
            let made = try await admin.post("/api/v1/admin/invitations", json: #"{"note": "For Lee"}"#)
            #expect(made.status == 201)
            #expect(made.data["role"].string == "member")
            let token = try #require(made.data["token"].string)
            #expect(made.data["path"].string == "/#/signin?invitation=\(token)")
            let listed = try await admin.get("/api/v1/admin/invitations").data["items"].array
            #expect(listed.map { $0["created_by"]["email"].string } == ["kim@example.org"])
            #expect(listed.allSatisfy { $0["token"].string == nil })

            func join(_ email: String) async throws -> Reply {
                let json = #"{"email": "\#(email)", "password": "correct horse", "invitation": "\#(token)"}"#
                return try await house.http.post("/api/v1/auth/register", json: json)
            }
            #expect(try await join("lee@example.org").status == 201)
            let refused = try await join("lin@example.org")
            #expect(refused.status == 403)
            #expect(refused.json["error"]["details"]["reason"].string == "invitation_invalid")
            #expect(try await admin.get("/api/v1/admin/invitations").data["items"].array.isEmpty)
            for (json, field) in [(#"{"role": "owner"}"#, "role"), (#"{"expires_at": "soon"}"#, "expires_at")] {
                #expect(try await admin.post("/api/v1/admin/invitations", json: json).errorField == field)
            }
        }
    }

    @Test func `the log tells who did what, to what and from where`() async throws {
        try await TestHouse.with { house in
            var admin = try await house.http.signedUp()
            admin.headers["User-Agent"] = "a browser"
            let lee = try await house.http.signedUp("lee@example.org")
            let (me, other) = (
                try await admin.get("/api/v1/auth/me").data["id"].string ?? "",
                try await lee.get("/api/v1/auth/me").data["id"].string ?? ""
            )
            _ = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "lee@example.org", "password": "wrong horse"}"#)
            _ = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "nobody@example.org", "password": "wrong horse"}"#)
            _ = try await lee.post(
                "/api/v1/auth/password/change",
                json: #"{"current_password": "correct horse", "new_password": "battery staple"}"#)
            _ = try await admin.change("PATCH", "/api/v1/admin/users/\(other)", #"{"role": "admin", "name": "L"}"#)
            _ = try await admin.send("DELETE", "/api/v1/admin/users/\(other)/sessions")
            #expect(try await lee.get("/api/v1/auth/me").status == 401)

            let log = try await admin.get("/api/v1/admin/audit?limit=100").data["items"].array
            #expect(
                log.map { $0["action"].string ?? "" } == [
                    "user.sessions_end", "user.rename", "user.role", "user.password_change", "user.sign_in_failed",
                    "user.sign_in_failed", "user.sign_in", "user.register", "user.sign_in", "user.register",
                ])
            #expect(log[0]["actor"]["id"].string == me)
            #expect(log[0]["actor"]["email"].string == "kim@example.org")
            #expect(log[0]["target"]["id"].string == other)
            #expect(log[0]["address"].string == "127.0.0.1")
            #expect(log[0]["user_agent"].string == "a browser")
            #expect(log[2]["details"]["role"].string == "admin")
            #expect(log[4]["actor"].isNull && log[4]["target"].isNull)
            #expect(log[5]["target"]["id"].string == other)
            let mine = try await admin.get("/api/v1/admin/audit?actor=\(me)&action=user.role").data["items"].array
            #expect(mine.count == 1)
        }
    }
}
