import Testing

@testable import Server

struct ProofTests {
    @Sendable private static func publicURL(_ settings: inout EdgeSettings) {
        settings.publicURL = "https://studio.test"
    }

    /// What lets others in, or cannot be taken back.
    @Test(arguments: [
        ("POST", "/api-keys", #"{"name": "k", "scopes": ["read"]}"#), ("POST", "/api-keys/x/rotate", "{}"),
        ("POST", "/auth/passkeys/options", ""), ("POST", "/auth/passkeys", "{}"),
        ("POST", "/auth/identities/google", #"{"id_token": "x"}"#),
        ("POST", "/auth/identities/wechat", #"{"code": "x"}"#),
        ("POST", "/auth/identities/firebase", #"{"id_token": "x"}"#), ("POST", "/auth/totp", ""),
        ("POST", "/auth/totp/confirm", #"{"code": "123456"}"#), ("POST", "/users/export", ""),
        ("POST", "/auth/email/change", #"{"email": "new@example.org"}"#), ("DELETE", "/users/account", "{}"),
        ("POST", "/webhooks", #"{"url": "https://hooks.test/"}"#), ("POST", "/webhooks/x/rotate", "{}"),
        ("GET", "/webhooks/x/secret", ""), ("GET", "/webhooks/secret", ""),
    ])
    func `an open session is not enough`(method: String, path: String, body: String) async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp("admin@example.org")
            let kim = try await house.http.signedUp()
            house.clock.advance(by: .seconds(301))
            let ask = {
                try await kim.send(
                    method, "/api/v1" + path, ["Content-Type": "application/json"], Array(body.utf8))
            }

            let refused = try await ask()
            #expect(refused.status == 403 && refused.errorCode == "PROOF_REQUIRED", "\(refused.text)")
            let methods = refused.json["error"]["details"]["methods"].array.compactMap(\.string)
            #expect(methods == ["password"])

            let wrong = try await kim.post("/api/v1/auth/prove", json: #"{"password": "wrong"}"#)
            #expect(wrong.status == 422 && wrong.errorField == "password")
            let proven = try await kim.post("/api/v1/auth/prove", json: #"{"password": "correct horse"}"#)
            #expect(proven.status == 200 && proven.data["proven_until"].string != nil, "\(proven.text)")
            #expect(try await ask().errorCode != "PROOF_REQUIRED")
        }
    }

    /// The proof is looked at when a request comes; its body may come much later.
    @Test(arguments: ["/api-keys", "/admin/invitations", "/auth/identities/google", "/auth/totp/confirm"])
    func `what was asked for before the password was changed is not done afterwards`(path: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let login = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "correct horse"}"#)
            let token = try #require(login.data["access_token"].string)
            let generator = CodeGenerator(
                try #require(try await kim.post("/api/v1/auth/totp", json: "").data["secret"].string))
            let body =
                switch path {
                case "/api-keys": #"{"name": "late", "scopes": ["read"]}"#
                case "/admin/invitations": #"{"role": "admin"}"#
                case "/auth/totp/confirm": #"{"code": "\#(generator.code())"}"#
                default: #"{"id_token": "\#(try await StandIns.googleToken(.ada))"}"#
                }

            let reply = try await Wire.with(port: house.port) { wire in
                try await wire.send(
                    "POST /api/v1\(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
                        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
                        + "Expect: 100-continue\r\n\r\n")
                #expect(try await wire.read(through: "100 Continue\r\n\r\n") != nil)
                let changed = try await kim.post(
                    "/api/v1/auth/password/change",
                    json: #"{"current_password": "correct horse", "new_password": "battery staple"}"#)
                #expect(changed.status == 200, "\(changed.text)")
                try await wire.send(body)
                return try await wire.readReply()
            }

            #expect(reply?.status == 401 && reply?.errorCode == "UNAUTHENTICATED", "\(reply?.text ?? "")")
            #expect(try await kim.get("/api/v1/api-keys").data["items"].array.isEmpty)
            #expect(try await kim.get("/api/v1/admin/invitations").data["items"].array.isEmpty)
            #expect(try await kim.get("/api/v1/auth/identities").data["items"].array.isEmpty)
            #expect(try await kim.get("/api/v1/auth/security").data["totp"].bool == false)
        }
    }

    @Test func `whoever finds an administrator's browser open invites nobody`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp()
            house.clock.advance(by: .seconds(301))

            let refused = try await admin.post("/api/v1/admin/invitations", json: #"{"role": "admin"}"#)

            #expect(refused.status == 403 && refused.errorCode == "PROOF_REQUIRED", "\(refused.text)")
        }
    }

    @Test func `a passkey and a code prove whose account it is, and an account without either signs in anew`()
        async throws
    {
        try await TestHouse.with(change: Self.publicURL) { house in
            let kim = try await house.http.signedUp()
            var phone = SoftAuthenticator()
            let creation = try await kim.post("/api/v1/auth/passkeys/options", json: "").data["public_key"]
            let made = try await kim.post(
                "/api/v1/auth/passkeys", json: #"{"name": "Phone", "credential": \#(phone.creation(creation))}"#)
            #expect(made.status == 201, "\(made.text)")
            let generator = try await kim.turnSecondFactorOn()
            house.clock.advance(by: .seconds(301))
            let state = try await kim.get("/api/v1/auth/prove").data
            #expect(state["proven_until"].isNull)
            #expect(
                state["methods"].array.compactMap(\.string) == ["password", "totp", "recovery", "passkey"])

            phone.count = 2
            let options = try await kim.post("/api/v1/auth/prove/options", json: "").data["public_key"]
            let shown = try await kim.post(
                "/api/v1/auth/prove", json: #"{"credential": \#(try phone.assertion(options))}"#)
            #expect(shown.status == 200, "\(shown.text)")
            let again = try await kim.post(
                "/api/v1/auth/prove", json: #"{"credential": \#(try phone.assertion(options))}"#)
            #expect(again.status == 422 && again.errorField == "credential")
            let foreign = try await kim.post(
                "/api/v1/auth/prove", json: #"{"credential": \#(try SoftAuthenticator().assertion(options))}"#)
            #expect(foreign.status == 422)
            let code = generator.code(later: 10)
            #expect(try await kim.post("/api/v1/auth/prove", json: #"{"code": "\#(code)"}"#).status == 200)

            var lin = house.http
            let login = try await house.http.post(
                "/api/v1/auth/wechat/login", json: #"{"code": "\#(try await StandIns.weChatCode(.lin))"}"#)
            lin.token = login.data["access_token"].string
            #expect(try await lin.get("/api/v1/auth/prove").data["methods"].array.compactMap(\.string) == ["sign_in"])
        }
    }

    @Test func `recovery tells in its answer what has ended`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            _ = await house.mailbox.next(for: "kim@example.org")
            let key = try await kim.key(["read"]).key
            _ = try await house.http.post("/api/v1/auth/password/forgot", json: #"{"email": "kim@example.org"}"#)
            let token = await house.mailbox.nextToken(for: "kim@example.org")

            let reset = try await house.http.post(
                "/api/v1/auth/password/reset", json: #"{"token": "\#(token)", "new_password": "battery staple"}"#)

            #expect(reset.data["sessions"].int == 1 && reset.data["api_keys"].array.count == 1, "\(reset.text)")
            #expect(try await house.http.get("/api/v1/files", ["X-API-Key": key]).status == 401)
        }
    }

    @Test func `nothing is linked from a page that is not this server's, or without a proof`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let login = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "correct horse"}"#,
                ["X-Greenroom-Session": "cookie"])
            let cookies = login.cookies.map { $0.prefix { $0 != ";" } }.joined(separator: "; ")
            let start = "/api/v1/auth/google/start?link=1&return_to=/%23/settings"
            let here = "http://127.0.0.1:\(house.port)"

            for headers in [
                [:], ["Sec-Fetch-Site": "none"], ["Sec-Fetch-Site": "same-site"], ["Sec-Fetch-Site": "cross-site"],
                ["Referer": "http://evil.example/"], ["Referer": "\(here).evil.example/"],
                ["Sec-Fetch-Site": "cross-site", "Referer": here + "/"],
            ] {
                let reply = try await house.http.get(start, headers.merging(["Cookie": cookies]) { $1 })
                #expect(reply.headers["location"] == "/#/sign-in?error=FORBIDDEN", "\(headers)")
            }
            let old = try await house.http.get(start, ["Cookie": cookies, "Referer": here + "/#/settings"])
            #expect(old.headers["location"]?.contains("/google/o/oauth2") == true)

            house.clock.advance(by: .seconds(301))
            let late = try await house.http.get(start, ["Cookie": cookies, "Sec-Fetch-Site": "same-origin"])
            #expect(late.headers["location"] == "/#/sign-in?error=PROOF_REQUIRED")
            _ = kim
        }
    }

    @Test func `a sign-in takes over no cookie that was there before it`() async throws {
        try await TestHouse.with { house in
            let planted = String(repeating: "x", count: 43)
            let reply = try await house.http.get(
                "/api/v1/auth/google/start?return_to=/", ["Cookie": "greenroom_sign_in=\(planted)"])

            let cookie = try #require(reply.cookies.first)
            #expect(!cookie.contains(planted))
            let other = try await house.http.get("/api/v1/auth/google/start?return_to=/", ["Cookie": cookie])
            #expect(other.cookies.first?.prefix { $0 != "=" } != cookie.prefix { $0 != "=" })
        }
        try await TestHouse.with(change: { $0.publicURL = "https://studio.test" }) { house in
            let reply = try await house.http.get("/api/v1/auth/google/start?return_to=/")
            #expect(reply.cookies.first?.hasPrefix("__Host-greenroom_sign_in_") == true)
            #expect(reply.cookies.first?.contains("Path=/;") == true)
        }
    }
}
