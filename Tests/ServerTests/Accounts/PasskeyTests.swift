import Foundation
import Testing

@testable import Server

struct PasskeyTests {
    @Sendable private static func publicURL(_ settings: inout EdgeSettings) {
        settings.publicURL = "https://studio.test"
    }

    @Test func `signs in without a password, and without its second factor`() async throws {
        try await TestHouse.with(change: Self.publicURL) { house in
            let kim = try await house.http.signedUp()
            var phone = SoftAuthenticator()
            try await register(phone, kim)
            try await kim.turnSecondFactorOn()
            phone.count = 2

            let signIn = try await show(phone, house.http)

            #expect(signIn.status == 200, "\(signIn.text)")
            #expect(signIn.data["user"]["email"].string == "kim@example.org")
            let listed = try await kim.get("/api/v1/auth/security").data["passkeys"][0]
            #expect(listed["name"].string == "Phone" && listed["last_used_at"].string != nil)
        }
    }

    @Test func `is a second factor to a password`() async throws {
        try await TestHouse.with(change: Self.publicURL) { house in
            let kim = try await house.http.signedUp()
            var key = SoftAuthenticator()
            try await register(key, kim)
            try await kim.turnSecondFactorOn()
            let login = #"{"email": "kim@example.org", "password": "correct horse"}"#
            let refused = try await house.http.post("/api/v1/auth/login", json: login).json["error"]["details"]
            #expect(refused["methods"].array.compactMap(\.string) == ["totp", "recovery", "passkey"])
            let ticket = try #require(refused["ticket"].string)
            let options = try await house.http.post(
                "/api/v1/auth/passkeys/login/options", json: #"{"ticket": "\#(ticket)"}"#
            ).data["public_key"]
            #expect(options["allowCredentials"].array.count == 1)
            // Touched, and no PIN asked for.
            (key.count, key.flags) = (2, 0x01)
            let credential = try key.assertion(options)

            let without = try await house.http.post(
                "/api/v1/auth/passkeys/login", json: #"{"credential": \#(credential)}"#)
            let with = try await house.http.post(
                "/api/v1/auth/passkeys/login", json: #"{"credential": \#(credential), "ticket": "\#(ticket)"}"#)
            let again = try await house.http.post(
                "/api/v1/auth/passkeys/login", json: #"{"credential": \#(credential), "ticket": "\#(ticket)"}"#)

            #expect(without.status == 401)
            #expect(with.status == 200, "\(with.text)")
            #expect(again.status == 401)
        }
    }

    @Test func `refuses what was made elsewhere, by nobody, by somebody else or with a copy`() async throws {
        try await TestHouse.with(change: Self.publicURL) { house in
            let kim = try await house.http.signedUp()
            let mine = try #require(try await kim.get("/api/v1/auth/me").data["id"].string)
            var phone = SoftAuthenticator()
            try await register(phone, kim)
            phone.count = 5
            #expect(try await show(phone, house.http, user: mine).status == 200)

            var wrong: [String: SoftAuthenticator] = [:]
            for name in ["origin", "site", "absent", "unverified", "copied"] { wrong[name] = phone }
            for name in wrong.keys { wrong[name]?.count = 6 }
            wrong["origin"]?.origin = "https://studio.test.evil.example"
            wrong["site"]?.site = "evil.example"
            wrong["absent"]?.flags = 0x04
            wrong["unverified"]?.flags = 0x01
            wrong["copied"]?.count = 5
            for (name, phone) in wrong {
                #expect(try await show(phone, house.http).status == 401, "\(name)")
            }
            #expect(try await show(SoftAuthenticator(), house.http).status == 401)
            phone.count = 6
            #expect(try await show(phone, house.http, user: "somebody-else").status == 401)
            #expect(try await show(phone, house.http).status == 200)
        }
    }

    @Test func `a registration is bound to the account that asked and kept once`() async throws {
        try await TestHouse.with(change: Self.publicURL) { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let options = try await kim.post("/api/v1/auth/passkeys/options", json: "").data["public_key"]
            let phone = SoftAuthenticator()
            let body = #"{"name": "Phone", "credential": \#(phone.creation(options))}"#

            #expect(try await lee.post("/api/v1/auth/passkeys", json: body).status == 422)
            #expect(try await kim.post("/api/v1/auth/passkeys", json: body).status == 201)
            #expect(try await kim.post("/api/v1/auth/passkeys", json: body).status == 422)
            let second = try await lee.post("/api/v1/auth/passkeys/options", json: "").data["public_key"]
            let stolen = #"{"name": "Phone", "credential": \#(phone.creation(second))}"#
            #expect(try await lee.post("/api/v1/auth/passkeys", json: stolen).status == 409)
            let known = try await kim.post("/api/v1/auth/passkeys/options", json: "").data["public_key"]
            #expect(known["excludeCredentials"].array.count == 1)
            let id = try #require(try await kim.get("/api/v1/auth/security").data["passkeys"][0]["id"].string)
            #expect(try await lee.send("DELETE", "/api/v1/auth/passkeys/\(id)").status == 404)
        }
    }

    @Test func `says why there are none at a bare address`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let reply = try await kim.post("/api/v1/auth/passkeys/options", json: "")

            #expect(reply.status == 409)
            #expect(reply.json["error"]["message"].string?.contains("by its name") == true)
        }
    }

    private func register(_ phone: SoftAuthenticator, _ client: TestClient) async throws {
        let options = try await client.post("/api/v1/auth/passkeys/options", json: "").data["public_key"]
        let reply = try await client.post(
            "/api/v1/auth/passkeys", json: #"{"name": "Phone", "credential": \#(phone.creation(options))}"#)
        #expect(reply.status == 201, "\(reply.text)")
    }

    private func show(_ phone: SoftAuthenticator, _ client: TestClient, user: String? = nil) async throws -> Reply {
        let options = try await client.post("/api/v1/auth/passkeys/login/options", json: "{}").data["public_key"]
        return try await client.post(
            "/api/v1/auth/passkeys/login", json: #"{"credential": \#(phone.assertion(options, user: user))}"#)
    }
}
