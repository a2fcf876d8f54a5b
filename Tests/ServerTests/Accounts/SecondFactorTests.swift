import Foundation
import Testing

@testable import Server

struct SecondFactorTests {
    private static let login = #"{"email": "kim@example.org", "password": "correct horse"}"#

    @Test func `asks for the second factor in the contract's words and lets its owner in`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let generator = try await kim.turnSecondFactorOn()

            let refused = try await house.http.post("/api/v1/auth/login", json: Self.login)

            #expect(refused.status == 401)
            #expect(refused.errorCode == "SECOND_FACTOR_REQUIRED")
            let details = refused.json["error"]["details"]
            #expect(details["methods"].array.compactMap(\.string) == ["totp", "recovery"])
            #expect(details["expires_in"].int == 300)
            let ticket = try #require(details["ticket"].string)
            let wrong = try await house.http.post(
                "/api/v1/auth/second-factor", json: #"{"ticket": "\#(ticket)", "code": "12345"}"#)
            #expect(wrong.status == 422)
            #expect(wrong.errorField == "code")
            let both = try await house.http.post("/api/v1/auth/second-factor", json: #"{"ticket": "\#(ticket)"}"#)
            #expect(both.status == 422)
            let right = try await house.http.post(
                "/api/v1/auth/second-factor",
                json: #"{"ticket": "\#(ticket)", "code": "\#(generator.code(later: 1))"}"#,
                ["X-Greenroom-Session": "cookie"])
            #expect(right.status == 200)
            #expect(right.cookies.count == 2)
            #expect(right.data["user"]["second_factor"].bool == true)
        }
    }

    @Test func `nobody administers without one where it is asked for`() async throws {
        try await TestHouse.with(change: { $0.adminsNeedSecondFactor = true }) { house in
            let kim = try await house.http.signedUp()
            let key = try await kim.key(["admin"]).key
            let lee = try await house.http.signedUp("lee@example.org")

            for reply in [
                try await kim.get("/api/v1/admin/users"),
                try await house.http.get("/api/v1/admin/users", ["X-API-Key": key]),
            ] {
                #expect(reply.status == 403 && reply.errorCode == "SECOND_FACTOR_NEEDED", "\(reply.text)")
                #expect(reply.json["error"]["details"]["needed"].string == "second_factor")
            }
            #expect(try await lee.get("/api/v1/admin/users").errorCode == "FORBIDDEN")
            #expect(try await kim.get("/api/v1/files").status == 200)
            try await kim.turnSecondFactorOn()

            #expect(try await kim.get("/api/v1/admin/users").status == 200)
            #expect(try await house.http.get("/api/v1/admin/users", ["X-API-Key": key]).status == 200)
        }
    }

    @Test func `a code that comes a second time stands in the log`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let generator = try await kim.turnSecondFactorOn()
            let refused = try await house.http.post("/api/v1/auth/login", json: Self.login)
            let ticket = try #require(refused.json["error"]["details"]["ticket"].string)

            // The code that turned it on.
            let again = try await house.http.post(
                "/api/v1/auth/second-factor", json: #"{"ticket": "\#(ticket)", "code": "\#(generator.code())"}"#)

            #expect(again.status == 422 && again.errorField == "code")
            let log = try await kim.get("/api/v1/admin/audit?action=totp.code_reuse").data["items"].array
            let me = try await kim.get("/api/v1/auth/me").data["id"]
            #expect(log.count == 1 && log.first?["target"]["id"] == me, "\(log)")
        }
    }

    @Test func `tells its owner what guards the account and never the secret again`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let before = try await kim.get("/api/v1/auth/security").data
            #expect(before["totp"].bool == false && before["has_password"].bool == true)

            _ = try await kim.turnSecondFactorOn()

            let after = try await kim.get("/api/v1/auth/security")
            #expect(after.data["totp"].bool == true)
            #expect(after.data["recovery_codes_left"].int == 10)
            #expect(!after.text.contains("secret"))
            #expect(try await kim.post("/api/v1/auth/totp", json: "").status == 409)
            let json = ["Content-Type": "application/json"]
            let stranger = try await kim.send(
                "DELETE", "/api/v1/auth/totp", json, Array(#"{"password": "wrong horse"}"#.utf8))
            #expect(stranger.status == 422)
            #expect(stranger.errorField == "password")
        }
    }
}
