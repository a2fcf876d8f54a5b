import Domain
import Foundation
import Logging
import Outbound
import Providers
import Sandbox
import Studio
import Testing

/// The stand-ins of this process, and somebody who clicks on their pages.
enum StandIns {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let opening = Task { try await Sandbox.open(port: 0, logger: quiet) }

    static var address: String {
        get async throws { try await opening.value.address }
    }

    /// As `serve --offline` sets them up.
    static func providers(_ refusals: Refusals = Refusals()) async throws -> [any IdentityProvider] {
        let address = try await address
        let policy = OutboundPolicy.offline(standIns: [address]) { Issue.record("called \($0)") }
            .telling { _ in refusals.note(Refusals.Call.offline) }
        let web = WebClient(policy: policy)
        return [
            GoogleIdentity(
                settings: .init(
                    clientID: Google.clientID, clientSecret: Google.clientSecret,
                    discoveryURL: address + "/google/.well-known/openid-configuration"),
                web: web, logger: quiet),
            WeChatIdentity(
                settings: .init(
                    website: .init(id: WeChat.website.id, secret: WeChat.website.secret),
                    official: .init(id: WeChat.official.id, secret: WeChat.official.secret),
                    openURL: address + "/wechat", apiURL: address + "/wechat"),
                web: web, logger: quiet),
            FirebaseIdentity(
                settings: .init(
                    projectID: Firebase.projectID,
                    keysURL: address + "/firebase/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"),
                web: web),
        ]
    }

    /// One of the people the stand-ins know, by their button.
    enum Person: String {
        case ada = "100000000000000000001"
        case lin = "100000000000000000002"
        case kenji = "100000000000000000003"
        /// Has an address that is not verified, and two WeChat apps that are not bound together.
        case sam = "100000000000000000004"
        /// Somebody who looks at a page inside WeChat without signing in.
        case preview
        case nobody = ""
    }

    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let redirectURI = "http://127.0.0.1/native"

    private static var client: TestClient {
        get async throws { TestClient(port: Int(try #require(URL(string: try await address)?.port))) }
    }

    /// Presses a button on the page at `url`, where the server sent the browser.
    /// - Returns: where the browser is sent then.
    static func choose(_ person: Person, at url: String) async throws -> String {
        let parts = try #require(URLComponents(string: url))
        let isGoogle = parts.path.hasPrefix("/google")
        let page = try await client.get(parts.path + "?" + (parts.percentEncodedQuery ?? ""))
        #expect(page.status == 200 && page.text.contains("<button"), "\(page.text)")
        let fields = (parts.percentEncodedQuery ?? "") + "&person=\(person.rawValue)"
        let reply = try await client.send(
            "POST", isGoogle ? parts.path : "/wechat/connect/confirm",
            ["Content-Type": "application/x-www-form-urlencoded"], Array(fields.utf8))
        return try #require(reply.headers["location"], "\(reply.text)")
    }

    /// A code for ``verifier`` and ``redirectURI``, as an app on a phone gets one.
    static func googleCode(_ person: Person) async throws -> String {
        let query = FormText.of([
            ("response_type", "code"), ("client_id", Google.clientID), ("redirect_uri", redirectURI),
            ("scope", "openid email"), ("state", "s"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ])
        return try Self.query("code", in: try await choose(person, at: address + "/google/o/oauth2/v2/auth?" + query))
    }

    static func googleToken(_ person: Person) async throws -> String {
        let form = FormText.of([
            ("grant_type", "authorization_code"), ("code", try await googleCode(person)),
            ("redirect_uri", redirectURI), ("code_verifier", verifier), ("client_id", Google.clientID),
            ("client_secret", Google.clientSecret),
        ])
        let reply = try await client.send(
            "POST", "/google/token", ["Content-Type": "application/x-www-form-urlencoded"], Array(form.utf8))
        return try #require(reply.json["id_token"].string, "\(reply.text)")
    }

    static func weChatCode(_ person: Person, app: WeChat.App = WeChat.website) async throws -> String {
        let isOfficial = app.id == WeChat.official.id
        let query = FormText.of([
            ("appid", app.id), ("redirect_uri", redirectURI), ("response_type", "code"),
            ("scope", isOfficial ? "snsapi_userinfo" : "snsapi_login"), ("state", "s"),
        ])
        let path = isOfficial ? "/wechat/connect/oauth2/authorize?" : "/wechat/connect/qrconnect?"
        return try Self.query("code", in: try await choose(person, at: address + path + query))
    }

    static func firebaseToken(_ person: Person) async throws -> String {
        let reply = try await client.send(
            "POST", "/firebase/token",
            ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
            Array("person=\(person.rawValue)".utf8))
        return try #require(reply.json["id_token"].string, "\(reply.text)")
    }

    static func query(_ name: String, in url: String) throws -> String {
        let items = URLComponents(string: url)?.queryItems
        return try #require(items?.first { $0.name == name }?.value, "\(url)")
    }
}

/// A browser that keeps this server's cookies and goes where it is sent.
struct Browser {
    let http: TestClient
    var cookies: [String: String] = [:]
    var userAgent = "Mozilla/5.0"

    init(_ http: TestClient) { self.http = http }

    mutating func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Reply {
        let jar = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let reply = try await http.get(
            path,
            headers.merging(["Cookie": jar, "User-Agent": userAgent, "Sec-Fetch-Site": "same-origin"]) { first, _ in
                first
            })
        for cookie in reply.cookies {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            cookies[String(pair[0])] = String(pair[1])
        }
        return reply
    }

    /// Presses the provider's button and then a person's on its page.
    /// - Returns: the callback's path on this server, not opened yet.
    mutating func goAndComeBack(
        _ provider: String, as person: StandIns.Person, query: String = "return_to=/%23/files"
    ) async throws -> String {
        let sent = try await get("/api/v1/auth/\(provider)/start?\(query)")
        #expect(sent.status == 302)
        let there = try #require(sent.headers["location"])
        let back = try #require(URLComponents(string: try await StandIns.choose(person, at: there)))
        return back.path + "?" + (back.percentEncodedQuery ?? "")
    }

    /// The whole way.
    /// - Returns: where the browser ends.
    mutating func signIn(
        _ provider: String, as person: StandIns.Person, query: String = "return_to=/%23/files"
    ) async throws -> String {
        let callback = try await goAndComeBack(provider, as: person, query: query)
        let reply = try await get(callback)
        #expect(reply.status == 302)
        return try #require(reply.headers["location"])
    }

    /// `/auth/me`, with the cookies.
    mutating func me() async throws -> JSONTree { try await get("/api/v1/auth/me").data }
}
