import Testing

@testable import Server

/// An address belongs to whoever shows that it is theirs. Else whoever writes somebody's address into the sign-up keeps them out
/// for good, and nobody who did so in good faith may lose what they made.
struct AddressTakeoverTests {
    private func client(_ house: TestHouse, _ login: Reply) throws -> TestClient {
        var client = house.http
        let token: String = try #require(login.data["access_token"].string, "\(login.text)")
        client.token = token
        return client
    }

    private func signIn(_ house: TestHouse, _ password: String) async throws -> Reply {
        try await house.http.post(
            "/api/v1/auth/login", json: #"{"email": "ada@example.com", "password": "\#(password)"}"#)
    }

    private func verify(_ token: String, by client: TestClient) async throws -> Reply {
        try await client.post("/api/v1/auth/email/verify", json: #"{"token": "\#(token)"}"#)
    }

    @Test(arguments: ["google", "firebase", "bearer"])
    func `whoever a provider says has the address gets it, and who never showed that keeps the rest`(by way: String)
        async throws
    {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp("admin@example.org")
            let squatter = try await house.http.signedUp("Ada@Example.com")
            let file = try await squatter.upload("IMAGE", name: "a.png").data["id"].string
            let link = await house.mailbox.nextToken(for: "Ada@Example.com")

            let ada: TestClient
            switch way {
            case "google":
                let token = try await StandIns.googleToken(.ada)
                ada = try client(
                    house,
                    try await house.http.post("/api/v1/auth/google/login", json: #"{"id_token": "\#(token)"}"#))
            case "firebase":
                let token = try await StandIns.firebaseToken(.ada)
                ada = try client(
                    house,
                    try await house.http.post("/api/v1/auth/firebase/login", json: #"{"id_token": "\#(token)"}"#))
            default:
                var bearer = house.http
                bearer.token = try await StandIns.firebaseToken(.ada)
                ada = bearer
            }

            let me = try await ada.get("/api/v1/auth/me").data
            #expect(me["email"].string == "ada@example.com" && me["email_verified"].bool == true, "\(me)")
            #expect(try await ada.get("/api/v1/files").data["items"].array.isEmpty)
            let former = try await squatter.get("/api/v1/auth/me").data
            #expect(former["email"].string == "" && former["id"] != me["id"], "\(former)")
            let letter = await house.mailbox.next(for: "ada@example.com")
            #expect(letter.subject == "Another account gave up your email address")
            #expect(try await verify(link, by: squatter).status == 422, "the address comes back by the old link")

            let again = try client(house, try await signIn(house, "correct horse"))
            #expect(try await again.get("/api/v1/auth/me").data["id"] == former["id"])
            #expect(try await again.get("/api/v1/files").data["items"][0]["id"].string == file)
            #expect(try await signIn(house, "wrong").status == 401)
        }
    }

    @Test func `nobody gets an address that is verified, or whose account is suspended`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp("admin@example.org")
            let owner = try await house.http.signedUp("ada@example.com")
            let login = #"{"id_token": "\#(try await StandIns.googleToken(.ada))"}"#
            let id = try await owner.get("/api/v1/auth/me").data["id"].string ?? ""
            let path = "/api/v1/admin/users/\(id)"
            _ = try await admin.change("PATCH", path, #"{"status": "suspended"}"#)

            #expect(try await house.http.post("/api/v1/auth/google/login", json: login).status == 409)
            _ = try await admin.change("PATCH", path, #"{"status": "active"}"#)
            #expect(
                try await verify(await house.mailbox.nextToken(for: "ada@example.com"), by: house.http).status == 200)
            #expect(try await house.http.post("/api/v1/auth/google/login", json: login).status == 409)
        }
    }

    @Test func `an account gets an address that somebody else only wrote down, by a link that its owner opens`()
        async throws
    {
        try await TestHouse.with { house in
            let squatter = try await house.http.signedUp("ada@example.com")
            _ = await house.mailbox.next(for: "ada@example.com")
            let ada = try await house.http.signedUp("ada@work.example")
            let change = #"{"email": "ada@example.com", "password": "correct horse"}"#
            #expect(try await ada.post("/api/v1/auth/email/change", json: change).status == 202)
            let link = await house.mailbox.nextToken(for: "ada@example.com")

            // Whoever asks for somebody's address must not get it by their opening the letter for their own account.
            for other in [house.http, squatter] {
                let refused = try await verify(link, by: other)
                #expect(refused.status == 409, "\(refused.text)")
                #expect(refused.json["error"]["details"]["reason"].string == "open_signed_in")
            }
            #expect(try await squatter.get("/api/v1/auth/me").data["email"].string == "ada@example.com")
            #expect(try await verify(link, by: ada).status == 200)

            #expect(try await ada.get("/api/v1/auth/me").data["email"].string == "ada@example.com")
            #expect(try await squatter.get("/api/v1/auth/me").data["email"].string == "")
        }
    }
}
