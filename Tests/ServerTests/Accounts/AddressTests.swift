import Testing

@testable import Server

struct AddressTests {
    @Test func `leads from a forgotten password to a new one`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            _ = await house.mailbox.next(for: "kim@example.org")

            let asked = try await house.http.post(
                "/api/v1/auth/password/forgot", json: #"{"email": "kim@example.org"}"#, ["Accept-Language": "ja"])
            let letter = await house.mailbox.next(for: "kim@example.org")
            #expect(asked.status == 202)
            #expect(letter.subject == "Greenroom のパスワードの再設定")
            #expect(letter.text.contains("\nhttps://studio.test/#/reset?token="))
            let token = letter.text.split(separator: "token=")[1].prefix { !$0.isWhitespace }
            let body = #"{"token": "\#(token)", "new_password": "battery staple"}"#
            #expect(try await house.http.post("/api/v1/auth/password/reset", json: body).status == 200)

            #expect(try await kim.get("/api/v1/auth/me").status == 401)
            let again = try await house.http.post("/api/v1/auth/password/reset", json: body)
            #expect(again.status == 422 && again.errorField == "token")
            let login = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "battery staple"}"#)
            #expect(login.data["user"]["email_verified"].bool == true)
        }
    }

    @Test func `answers alike whether there is an account or not`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()

            let (known, unknown) = (
                try await house.http.post("/api/v1/auth/password/forgot", json: #"{"email": "kim@example.org"}"#),
                try await house.http.post("/api/v1/auth/password/forgot", json: #"{"email": "lee@example.org"}"#)
            )

            #expect(known.status == unknown.status && known.body == unknown.body)
        }
    }

    @Test func `keeps the address until the new one is proven`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let change = #"{"email": "new@example.org", "password": "correct horse"}"#

            #expect(try await kim.post("/api/v1/auth/email/change", json: change).status == 202)
            #expect(try await kim.get("/api/v1/auth/me").data["email"].string == "kim@example.org")
            let token = await house.mailbox.nextToken(for: "new@example.org")
            _ = try await house.http.post("/api/v1/auth/email/verify", json: #"{"token": "\#(token)"}"#)

            let me = try await kim.get("/api/v1/auth/me").data
            #expect(me["email"].string == "new@example.org" && me["email_verified"].bool == true)
        }
    }
}
