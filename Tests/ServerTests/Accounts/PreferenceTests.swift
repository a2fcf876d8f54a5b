import Testing

@testable import Server

struct PreferenceTests {
    @Test func `takes where somebody is for a default, and what they chose before that`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let guess = try await kim.get("/api/v1/users/settings").data
            #expect(guess["country"].string == "JP" && guess["language"].string == "ja")

            let chosen = try await kim.change(
                "PUT", "/api/v1/users/settings", #"{"language": "zh-CN", "country": "FR"}"#
            ).data
            #expect(chosen["country"].string == "FR" && chosen["language"].string == "zh-CN")

            let open = try await kim.change("PUT", "/api/v1/users/settings", #"{"language": "en", "country": null}"#)
            #expect(open.data["country"].string == "JP" && open.data["language"].string == "en")
        }
    }

    @Test func `the door knows where somebody is before they have an account`() async throws {
        try await TestHouse.with { house in
            let door = try await house.http.get("/api/v1/auth/providers").data
            #expect(door["country"].string == "JP")
        }
    }

    @Test(arguments: [
        (#"{"language": "de"}"#, "language"), (#"{"language": "en", "country": "fr"}"#, "country"),
        (#"{"language": "en", "country": "FRA"}"#, "country"), (#"{"language": "en", "country": "ZZ"}"#, "country"),
        (#"{}"#, "language"),
    ])
    func `what cannot be chosen names its field`(body: String, field: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            #expect(try await kim.change("PUT", "/api/v1/users/settings", body).errorField == field)
        }
    }
}
