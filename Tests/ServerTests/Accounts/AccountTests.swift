import Domain
import Testing

@testable import Server

struct AccountTests {
    private static let login = #"{"email": "kim@example.org", "password": "correct horse"}"#

    @Test func `signs up, in and out`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let me = try await kim.get("/api/v1/auth/me")
            #expect(me.data["role"].string == "admin")
            #expect(me.headers["cache-control"] == "no-store")

            #expect(try await kim.send("POST", "/api/v1/auth/logout").status == 200)

            // The token's signature is still good: the session is what ended.
            let after = try await kim.get("/api/v1/auth/me")
            #expect(after.status == 401)
            #expect(after.errorCode == "UNAUTHENTICATED")
            #expect(after.headers["www-authenticate"] == "Bearer realm=\"greenroom\"")
        }
    }

    @Test func `answers alike under both prefixes`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let (old, new) = (try await kim.get("/api/auth/me"), try await kim.get("/api/v1/auth/me"))

            #expect(old.status == 200)
            #expect(old.data == new.data)
        }
    }

    @Test func `goes on for who did not get the answer to a renewal`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let first = try await house.http.post("/api/v1/auth/login", json: Self.login).data
            let token = #"{"refresh_token": "\#(first["refresh_token"].string ?? "")"}"#
            let lost = try await house.http.post("/api/v1/auth/refresh", json: token)

            let again = try await house.http.post("/api/v1/auth/refresh", json: token)

            #expect(lost.status == 200 && again.status == 200)
            #expect(lost.data["refresh_token"] != again.data["refresh_token"])
            var kim = house.http
            kim.token = again.data["access_token"].string
            #expect(try await kim.get("/api/v1/auth/me").status == 200)
            let next = #"{"refresh_token": "\#(again.data["refresh_token"].string ?? "")"}"#
            #expect(try await house.http.post("/api/v1/auth/refresh", json: next).status == 200)
        }
    }

    @Test func `ends the family when an old refresh token comes back`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let first = try await house.http.post("/api/v1/auth/login", json: Self.login).data
            let old = #"{"refresh_token": "\#(first["refresh_token"].string ?? "")"}"#
            let second = try await house.http.post("/api/v1/auth/refresh", json: old)
            #expect(second.status == 200)
            let next = #"{"refresh_token": "\#(second.data["refresh_token"].string ?? "")"}"#
            let third = try await house.http.post("/api/v1/auth/refresh", json: next)
            #expect(third.status == 200)

            #expect(try await house.http.post("/api/v1/auth/refresh", json: old).status == 401)

            let newest = #"{"refresh_token": "\#(third.data["refresh_token"].string ?? "")"}"#
            #expect(try await house.http.post("/api/v1/auth/refresh", json: newest).status == 401)
            var thief = house.http
            thief.token = second.data["access_token"].string
            #expect(try await thief.get("/api/v1/auth/me").status == 401)
        }
    }

    @Test func `keeps tokens from scripts when cookies are wanted`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()

            let login = try await house.http.post(
                "/api/v1/auth/login", json: Self.login, ["X-Greenroom-Session": "cookie"])

            #expect(login.data["access_token"].isNull)
            #expect(login.data["refresh_token"].isNull)
            #expect(login.cookies.count == 2)
            for cookie in login.cookies { #expect(cookie.contains("; HttpOnly; SameSite=Lax")) }
            #expect(login.cookies.contains { $0.hasPrefix("greenroom_access=") && $0.contains("; Path=/api;") })
            let refresh = login.cookies.first { $0.hasPrefix("greenroom_refresh=") }
            #expect(refresh?.contains("; Path=/api/v1/auth;") == true)
            #expect(!login.cookies[0].contains("Secure"))
        }
    }

    @Test func `marks cookies secure behind https`() async throws {
        try await TestHouse.with(change: { $0.trustedProxies = [AddressBlock("127.0.0.1")].compactMap(\.self) }) {
            house in
            _ = try await house.http.signedUp()

            let login = try await house.http.post(
                "/api/v1/auth/login", json: Self.login,
                ["X-Greenroom-Session": "cookie", "X-Forwarded-Proto": "https"])

            for cookie in login.cookies { #expect(cookie.hasSuffix("; Secure")) }
        }
    }

    @Test func `lets no other site's page use the cookie`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let login = try await house.http.post(
                "/api/v1/auth/login", json: Self.login, ["X-Greenroom-Session": "cookie"])
            let cookie = login.cookies.compactMap { $0.split(separator: ";").first }.joined(separator: "; ")
            var browser = house.http
            browser.headers["Cookie"] = cookie

            #expect(try await browser.get("/api/v1/auth/me").status == 200)
            let forged = try await browser.send("POST", "/api/v1/auth/logout", ["Sec-Fetch-Site": "cross-site"])
            #expect(forged.status == 403)
            #expect(try await browser.send("POST", "/api/v1/auth/logout").status == 403)
            let own = try await browser.send("POST", "/api/v1/auth/logout", ["Sec-Fetch-Site": "same-origin"])
            #expect(own.status == 200)
            #expect(own.cookies.allSatisfy { $0.contains("Max-Age=0") })
        }
    }

    @Test func `refreshes by cookie for its own pages only`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let wanted = ["X-Greenroom-Session": "cookie"]
            let login = try await house.http.post("/api/v1/auth/login", json: Self.login, wanted)
            var browser = house.http
            browser.headers = wanted
            browser.headers["Cookie"] = login.cookies.compactMap { $0.split(separator: ";").first }
                .joined(separator: "; ")

            #expect(try await browser.post("/api/v1/auth/refresh", json: "{}").status == 403)
            let own = try await browser.post(
                "/api/v1/auth/refresh", json: "{}", ["Origin": "http://127.0.0.1:\(house.port)"])

            #expect(own.status == 200)
            #expect(own.cookies.count == 2)
        }
    }

    @Test func `limits wrong passwords and says when to come back`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let wrong = #"{"email": "kim@example.org", "password": "wrong horse"}"#

            for _ in 0..<10 { #expect(try await house.http.post("/api/v1/auth/login", json: wrong).status == 401) }
            let limited = try await house.http.post("/api/v1/auth/login", json: Self.login)

            #expect(limited.status == 429)
            #expect(limited.errorCode == "RATE_LIMITED")
            #expect(Int(limited.headers["retry-after"] ?? "") ?? 0 > 0)
        }
    }

    @Test func `does not believe forwarded addresses of strangers`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let wrong = #"{"email": "kim@example.org", "password": "wrong horse"}"#
            for number in 0..<10 {
                _ = try await house.http.post(
                    "/api/v1/auth/login", json: wrong, ["X-Forwarded-For": "192.0.2.\(number)"])
            }

            let limited = try await house.http.post(
                "/api/v1/auth/login", json: Self.login, ["X-Forwarded-For": "192.0.2.99"])

            #expect(limited.status == 429)
        }
    }

    @Test(arguments: [
        (#"{"email": "kim@example.org", "password": "short"}"#, 422, "password"),
        (#"{"email": "not an address", "password": "correct horse"}"#, 422, "email"),
        (#"{"email": "kim@example.org"}"#, 422, "password"),
        (#"{"email": 5, "password": "correct horse"}"#, 400, "email"),
        (#"{"email": "kim@example.org", "password": "correct horse", "name": ""}"#, 422, "name"),
        ("not json", 400, nil), ("", 400, nil),
    ])
    func `names what is wrong with a registration`(_ body: String, _ status: Int, _ field: String?) async throws {
        try await TestHouse.with { house in
            let reply = try await house.http.post("/api/v1/auth/register", json: body)

            #expect(reply.status == status)
            #expect(reply.errorField == field)
            #expect(reply.json["error"]["request_id"].string == reply.headers["x-request-id"])
        }
    }
}
