import Foundation
import Sandbox
import TestSupport
import Testing

@testable import Server

/// Signing in by the word of somebody else, from the browser's first request to the last, against the stand-ins.
struct IdentityTests {
    private static func login(_ house: TestHouse, _ provider: String, _ json: String) async throws -> Reply {
        try await house.http.post("/api/v1/auth/\(provider)/login", json: json)
    }

    /// Signs in as the app on a phone does, with an ID token.
    private static func google(_ house: TestHouse, _ person: StandIns.Person) async throws -> Reply {
        try await login(house, "google", #"{"id_token": "\#(try await StandIns.googleToken(person))"}"#)
    }

    @Test(arguments: ["google", "wechat"])
    func `a browser goes there and comes back signed in, each time to the same account`(
        provider: String
    ) async throws {
        try await TestHouse.with { house in
            var browser = Browser(house.http)
            #expect(try await browser.signIn(provider, as: .lin) == "/#/files")
            let first = try await browser.me()
            #expect(first["name"].string == "林晓")
            #expect(first["email"].string == (provider == "google" ? "lin@example.org" : ""))
            #expect(first["email_verified"].bool == (provider == "google"))

            var another = Browser(house.http)
            _ = try await another.signIn(provider, as: .lin)
            #expect(try await another.me()["id"] == first["id"])
            var stranger = Browser(house.http)
            _ = try await stranger.signIn(provider, as: .kenji)
            #expect(try await stranger.me()["id"] != first["id"])
        }
    }

    @Test func `a state is good once, and only in the browser that began with it`() async throws {
        try await TestHouse.with { house in
            var browser = Browser(house.http)
            let callback = try await browser.goAndComeBack("google", as: .ada)

            for thief in [Browser(house.http), try await Self.elsewhere(house)] {
                var thief = thief
                let reply = try await thief.get(callback)
                #expect(reply.headers["location"] == "/#/sign-in?error=STATE_INVALID")
                #expect(thief.cookies["greenroom_access"] == nil)
            }
            #expect(try await browser.get(callback).headers["location"] == "/#/files")
            let again = try await browser.get(callback)
            #expect(again.headers["location"] == "/#/sign-in?error=STATE_INVALID")
            #expect(again.cookies.isEmpty)
            let made = callback.replacingOccurrences(of: "state=", with: "state=00")
            #expect(try await browser.get(made).headers["location"] == "/#/sign-in?error=STATE_INVALID")
        }
    }

    /// A browser with a sign-in of its own under way.
    private static func elsewhere(_ house: TestHouse) async throws -> Browser {
        var browser = Browser(house.http)
        _ = try await browser.get("/api/v1/auth/google/start")
        return browser
    }

    @Test func `two tabs may sign in at a time, and one provider's state is nothing to another`() async throws {
        try await TestHouse.with { house in
            var browser = Browser(house.http)
            let first = try await browser.goAndComeBack("google", as: .ada, query: "return_to=/%23/one")
            let second = try await browser.goAndComeBack("wechat", as: .lin, query: "return_to=/%23/two")

            let swapped = first.replacingOccurrences(of: "/google/", with: "/wechat/")
            #expect(try await browser.get(swapped).headers["location"] == "/#/sign-in?error=STATE_INVALID")
            #expect(try await browser.get(second).headers["location"] == "/#/two")
            #expect(try await browser.get(first).headers["location"] == "/#/one")
        }
    }

    @Test(arguments: ["google", "wechat"])
    func `who says no there is signed in nowhere`(provider: String) async throws {
        try await TestHouse.with { house in
            var browser = Browser(house.http)

            let end = try await browser.signIn(provider, as: .nobody)

            #expect(end == "/#/sign-in?error=ACCESS_DENIED")
            #expect(browser.cookies["greenroom_access"] == nil)
        }
    }

    @Test(arguments: [
        "//evil.example/", "https://evil.example/", "/%5Cevil.example", "%5C%5Cevil.example", "/%09/evil.example",
        "javascript:alert(1)", "evil.example", "", "/%0D%0ASet-Cookie:%20a=b", "/api/v1/auth/google/start",
        "/" + String(repeating: "a", count: 600),
    ])
    func `nobody is sent to another site afterwards`(returnTo: String) async throws {
        try await TestHouse.with { house in
            let reply = try await house.http.get("/api/v1/auth/google/start?return_to=\(returnTo)")

            #expect(reply.status == 422 && reply.errorField == "return_to", "\(reply.text)")
            #expect(reply.headers["location"] == nil && reply.cookies.isEmpty)
        }
    }

    @Test func `codes are good once, with the verifier they were made for, and tokens for this application only`()
        async throws
    {
        try await TestHouse.with { house in
            let code = try await StandIns.googleCode(.ada)
            let right = """
                {"code": "\(code)", "code_verifier": "\(StandIns.verifier)", "redirect_uri": "\(StandIns.redirectURI)"}
                """
            #expect(try await Self.login(house, "google", right).status == 200)
            #expect(try await Self.login(house, "google", right).errorCode == "UNAUTHENTICATED")
            let other = try await StandIns.googleCode(.ada)
            let wrong = right.replacingOccurrences(of: code, with: other)
                .replacingOccurrences(of: StandIns.verifier, with: String(repeating: "v", count: 43))
            #expect(try await Self.login(house, "google", wrong).status == 401)

            let weChat = #"{"code": "\#(try await StandIns.weChatCode(.lin))"}"#
            #expect(try await Self.login(house, "wechat", weChat).status == 200)
            #expect(try await Self.login(house, "wechat", weChat).status == 401)

            let firebase = try await StandIns.firebaseToken(.kenji)
            #expect(try await Self.login(house, "google", #"{"id_token": "\#(firebase)"}"#).status == 401)
            #expect(try await Self.login(house, "firebase", #"{"id_token": "\#(firebase)"}"#).status == 200)
        }
    }

    @Test(arguments: [
        ("google", "{}", "code"), ("google", #"{"code": "c"}"#, "code_verifier"),
        ("google", #"{"code": "c", "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}"#, "redirect_uri"),
        ("wechat", #"{"code": ""}"#, "code"), ("firebase", #"{"code": "c"}"#, "id_token"),
    ])
    func `names what a proof lacks`(provider: String, json: String, field: String) async throws {
        try await TestHouse.with { house in
            let reply = try await Self.login(house, provider, json)

            #expect(reply.status == 422 && reply.errorField == field)
        }
    }

    @Test func `an e-mail address leads into no account, verified or not and however it is written`() async throws {
        try await TestHouse.with { house in
            let owner = try await house.http.signedUp("ADA@Example.COM")
            let token = await house.mailbox.nextToken(for: "ADA@Example.COM")
            _ = try await house.http.post("/api/v1/auth/email/verify", json: #"{"token": "\#(token)"}"#)
            _ = try await house.http.signedUp("sam@example.com")

            for person in [StandIns.Person.ada, .sam] {
                let reply = try await Self.google(house, person)
                #expect(reply.status == 409 && reply.errorCode == "CONFLICT")
                #expect(reply.json["error"]["details"]["reason"].string == "email_taken")
            }
            var browser = Browser(house.http)
            #expect(try await browser.signIn("google", as: .ada) == "/#/sign-in?error=EMAIL_TAKEN")
            #expect(browser.cookies["greenroom_access"] == nil)
            #expect(try await owner.get("/api/v1/auth/identities").data["items"].array.isEmpty)
        }
    }

    @Test func `an address that nobody has proven stays free for its owner`() async throws {
        try await TestHouse.with { house in
            let sam = try await Self.google(house, .sam)
            #expect(sam.data["user"]["email"].string == "")
            #expect(sam.data["user"]["email_verified"].bool == false)

            let owner = try await house.http.signedUp("sam@example.com")

            #expect(try await owner.get("/api/v1/auth/me").data["id"] != sam.data["user"]["id"])
        }
    }

    @Test func `what stands for an address that an account does not have is told nobody`() async throws {
        try await TestHouse.with(change: { $0.publicURL = "https://studio.test" }) { house in
            var sam = house.http
            let login = try await Self.google(house, .sam)
            sam.token = login.data["access_token"].string
            let id = try #require(login.data["user"]["id"].string)
            #expect(login.data["user"]["role"].string == "admin")
            let invited = try await sam.post("/api/v1/admin/invitations", json: #"{"note": "For Lee"}"#)
            #expect(invited.data["created_by"]["email"].isNull && invited.status == 201, "\(invited.text)")

            let invitations = try await sam.get("/api/v1/admin/invitations").data["items"]
            #expect(invitations[0]["created_by"]["id"].string == id && invitations[0]["created_by"]["email"].isNull)
            let users = try await sam.get("/api/v1/admin/users").data["items"]
            #expect(users[0]["id"].string == id && users[0]["email"].isNull)
            #expect(try await sam.get("/api/v1/admin/users/\(id)").data["email"].isNull)
            let deeds = try await sam.get("/api/v1/admin/audit").data["items"].array.filter { !$0["actor"].isNull }
            #expect(!deeds.isEmpty && deeds.allSatisfy { $0["actor"]["email"].isNull })
            let passkey = try await sam.post("/api/v1/auth/passkeys/options", json: "").data["public_key"]
            #expect(passkey["user"]["name"].string == login.data["user"]["name"].string)
            let generator = try await sam.post("/api/v1/auth/totp", json: "")
            #expect(generator.status == 200 && generator.data["otpauth_url"].string?.contains("invalid") == false)
            let archive = try #require(ZipContents(try await house.http.get(try await sam.exported()).body))
            for (name, content) in archive.files {
                #expect(!String(decoding: content, as: UTF8.self).contains("no-email.invalid"), "\(name)")
            }
        }
    }

    @Test func `an account that came by a provider has no password that could be guessed`() async throws {
        try await TestHouse.with { house in
            var ada = house.http
            ada.token = try await Self.google(house, .ada).data["access_token"].string
            #expect(try await ada.get("/api/v1/auth/security").data["has_password"].bool == false)

            for guess in ["!", "", "password"] {
                let reply = try await house.http.post(
                    "/api/v1/auth/login", json: #"{"email": "ada@example.com", "password": "\#(guess)"}"#)
                #expect(reply.status == 401)
            }
            let placeholder = try await house.http.post(
                "/api/v1/auth/register", json: #"{"email": "x@no-email.invalid", "password": "correct horse"}"#)
            #expect(placeholder.errorField == "email")
        }
    }

    @Test func `who is signed in adds a sign-in elsewhere and comes in by it`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            var browser = try await Self.signedIn(house)
            #expect(
                try await browser.signIn("google", as: .ada, query: "link=1&return_to=/%23/settings") == "/#/settings")

            let linked = try await kim.get("/api/v1/auth/identities").data["items"]
            #expect(linked.array.count == 1 && linked[0]["provider"].string == "google")
            #expect(linked[0]["email"].string == "ada@example.com")
            let back = try await Self.google(house, .ada)
            #expect(back.data["user"]["email"].string == "kim@example.org")

            var stranger = Browser(house.http)
            _ = try await stranger.signIn("wechat", as: .lin)
            let taken = try await stranger.signIn("google", as: .ada, query: "link=1&return_to=/%23/settings")
            #expect(taken == "/#/settings?error=IDENTITY_TAKEN")
            #expect(try await kim.get("/api/v1/auth/identities").data["items"].array.count == 1)
        }
    }

    /// Kim's browser.
    private static func signedIn(_ house: TestHouse) async throws -> Browser {
        let login = try await house.http.post(
            "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "correct horse"}"#,
            ["X-Greenroom-Session": "cookie"])
        var browser = Browser(house.http)
        for cookie in login.cookies {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { browser.cookies[String(pair[0])] = String(pair[1]) }
        }
        return browser
    }

    @Test func `nothing is linked for who is not signed in, has left meanwhile, or was sent by another site`()
        async throws
    {
        try await TestHouse.with { house in
            var nobody = Browser(house.http)
            let start = "/api/v1/auth/google/start?link=1&return_to=/%23/settings"
            #expect(try await nobody.get(start).headers["location"] == "/#/sign-in?error=UNAUTHENTICATED")

            let kim = try await house.http.signedUp()
            var browser = try await Self.signedIn(house)
            let sent = try await browser.get(start, ["Sec-Fetch-Site": "cross-site"])
            #expect(sent.headers["location"] == "/#/sign-in?error=FORBIDDEN")

            let callback = try await browser.goAndComeBack("google", as: .ada, query: "link=1&return_to=/%23/settings")
            for session in try await kim.get("/api/v1/auth/sessions").data["items"].array {
                guard session["current"].bool == false, let id = session["id"].string else { continue }
                _ = try await kim.send("DELETE", "/api/v1/auth/sessions/\(id)")
            }
            #expect(try await browser.get(callback).headers["location"] == "/#/sign-in?error=STATE_INVALID")
            #expect(try await kim.get("/api/v1/auth/identities").data["items"].array.isEmpty)
        }
    }

    @Test func `the last way in stays, and others go`() async throws {
        try await TestHouse.with { house in
            var lin = house.http
            let login = try await Self.login(house, "wechat", #"{"code": "\#(try await StandIns.weChatCode(.lin))"}"#)
            lin.token = login.data["access_token"].string
            let first = try #require(try await lin.get("/api/v1/auth/identities").data["items"][0]["id"].string)

            let refused = try await lin.send("DELETE", "/api/v1/auth/identities/\(first)")
            #expect(refused.status == 409 && refused.errorCode == "LAST_WAY_IN")

            let token = try await StandIns.firebaseToken(.lin)
            let added = try await lin.post("/api/v1/auth/identities/firebase", json: #"{"id_token": "\#(token)"}"#)
            #expect(added.status == 201)
            let kim = try await house.http.signedUp()
            #expect(try await kim.send("DELETE", "/api/v1/auth/identities/\(first)").status == 404)
            #expect(try await lin.send("DELETE", "/api/v1/auth/identities/\(first)").status == 200)
            #expect(try await lin.send("DELETE", "/api/v1/auth/identities/\(first)").status == 404)
            let again = try await Self.login(house, "wechat", #"{"code": "\#(try await StandIns.weChatCode(.lin))"}"#)
            #expect(again.data["user"]["id"] != login.data["user"]["id"])
        }
    }

    @Test func `WeChat's two apps lead to one account where they are bound, and a preview leads to none`() async throws
    {
        try await TestHouse.with { house in
            func login(_ person: StandIns.Person, _ app: WeChat.App) async throws -> Reply {
                let code = try await StandIns.weChatCode(person, app: app)
                return try await Self.login(house, "wechat", #"{"code": "\#(code)", "app_id": "\#(app.id)"}"#)
            }
            let (website, official) = (try await login(.lin, WeChat.website), try await login(.lin, WeChat.official))
            #expect(website.data["user"]["id"].string != nil)
            #expect(website.data["user"]["id"] == official.data["user"]["id"])
            let (one, two) = (try await login(.sam, WeChat.website), try await login(.sam, WeChat.official))
            #expect(one.data["user"]["id"] != two.data["user"]["id"])
            #expect(try await login(.preview, WeChat.official).status == 401)

            var inside = Browser(house.http)
            inside.userAgent = "Mozilla/5.0 MicroMessenger/8.0.49"
            let sent = try await inside.get("/api/v1/auth/wechat/start").headers["location"] ?? ""
            #expect(sent.contains("/connect/oauth2/authorize?appid=\(WeChat.official.id)&redirect_uri="))
            #expect(sent.hasSuffix("#wechat_redirect"))
            #expect(try await inside.signIn("wechat", as: .kenji) == "/#/files")
        }
    }

    @Test func `a second factor is asked for after a provider, too`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let token = try await StandIns.googleToken(.ada)
            _ = try await kim.post("/api/v1/auth/identities/google", json: #"{"id_token": "\#(token)"}"#)
            let begun = try await kim.post("/api/v1/auth/totp", json: "")
            let generator = CodeGenerator(try #require(begun.data["secret"].string))
            _ = try await kim.post("/api/v1/auth/totp/confirm", json: #"{"code": "\#(generator.code())"}"#)

            #expect(try await Self.google(house, .ada).errorCode == "SECOND_FACTOR_REQUIRED")
            var browser = Browser(house.http)
            let end = try await browser.signIn("google", as: .ada)

            #expect(end.hasPrefix("/#/sign-in?error=SECOND_FACTOR_REQUIRED&ticket="))
            #expect(browser.cookies["greenroom_access"] == nil)
            let ticket = String(end.split(separator: "=").last ?? "")
            let done = try await house.http.post(
                "/api/v1/auth/second-factor",
                json: #"{"ticket": "\#(ticket)", "code": "\#(generator.code(later: 1))"}"#)
            #expect(done.data["user"]["email"].string == "kim@example.org")
        }
    }

    @Test func `tells a page what to offer`() async throws {
        try await TestHouse.with { house in
            let before = try await house.http.get("/api/v1/auth/providers").data
            #expect(
                before["providers"].array.compactMap { $0["id"].string } == [
                    "password", "google", "wechat", "firebase",
                ])
            #expect(before["providers"][1]["start_url"].string == "/api/v1/auth/google/start")
            #expect(before["providers"][3]["client"]["project_id"].string == Firebase.projectID)
            #expect(before["setup_needed"].bool == true && before["registration"].string == "open")

            _ = try await house.http.signedUp()

            #expect(try await house.http.get("/api/v1/auth/providers").data["setup_needed"].bool == false)
        }
    }
}
