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
