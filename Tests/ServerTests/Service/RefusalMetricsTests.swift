import Crypto
import Domain
import Foundation
import Outbound
import Providers
import Sandbox
import Studio
import Testing

@testable import Server

/// Somebody tries the door: the operator sees by which way, and that it stayed shut.
struct RefusalMetricsTests {
    private static func signIns(_ reason: String) -> String { named("sign_ins", reason) }

    private static func named(_ what: String, _ reason: String) -> String {
        "greenroom_refused_\(what)_total{reason=\"\(reason)\"}"
    }

    private static func proofs(_ provider: String, _ reason: String) -> String {
        "greenroom_refused_proofs_total{provider=\"\(provider)\",reason=\"\(reason)\"}"
    }

    @Test func `access tokens that are not ours are refused alike and counted by why`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let forge = try Forge(good: try #require(kim.token), signingKey: try house.home.signingKey())
            let late = #""exp":1000000000"#
            let cases: [(token: String, reason: String)] = [
                ("rubbish", "malformed"), ("a.b.c", "malformed"), (String(repeating: "a", count: 3000), "malformed"),
                (forge.unsigned(header: #"{"alg":"none","typ":"JWT"}"#), "algorithm"),
                (forge.signed(header: #"{"alg":"HS512","typ":"JWT"}"#), "algorithm"),
                (forge.signed(header: #"{"alg":"RS256","typ":"JWT"}"#), "algorithm"),
                (try await StandIns.googleToken(.ada), "algorithm"),
                (forge.signed(with: "another key"), "key"),
                (forge.signed(changing: #""iss":"greenroom""#, to: #""iss":"https://evil.example""#), "issuer"),
                (forge.signed(changing: #""aud":["greenroom"]"#, to: #""aud":["another"]"#), "audience"),
                (forge.signed(changing: #""aud":["greenroom"]"#, to: #""aud":[]"#), "audience"),
                (forge.signed(changing: try forge.expiry, to: late), "time"),
            ]

            for one in cases {
                var stranger = house.http
                stranger.token = one.token
                let grown = try await house.refusals {
                    let reply = try await stranger.get("/api/v1/auth/me")
                    #expect(reply.status == 401 && reply.errorCode == "UNAUTHENTICATED", "\(one.reason)")
                    #expect(reply.json["error"]["message"].string == "The access token is invalid or has expired.")
                }
                #expect(grown == [Self.named("access_tokens", one.reason): 1], "\(one.reason): \(grown)")
            }
            // The forge itself makes good ones.
            var same = house.http
            same.token = forge.signed()
            #expect(try await same.get("/api/v1/auth/me").status == 200)
        }
    }

    @Test func `ID tokens that are not for us are counted by why`() async throws {
        try await TestHouse.with { house in
            let good = try await StandIns.firebaseToken(.ada)
            let parts = good.split(separator: ".").map(String.init)
            let none = Base64URL.text(Array(#"{"alg":"none","typ":"JWT"}"#.utf8))
            let other = try #require(String(data: Base64URL.bytes(parts[1]) ?? Data(), encoding: .utf8))
                .replacingOccurrences(of: "fb1", with: "fb2")
            let cases = [
                ("rubbish", "malformed"), ("\(none).\(parts[1]).", "algorithm"),
                (try await StandIns.googleToken(.ada), "key"),
                ("\(parts[0]).\(Base64URL.text(Array(other.utf8))).\(parts[2])", "signature"),
            ]

            for (token, reason) in cases {
                let grown = try await house.refusals {
                    let reply = try await house.http.post(
                        "/api/v1/auth/firebase/login", json: #"{"id_token": "\#(token)"}"#)
                    #expect(reply.status == 401 && reply.errorCode == "UNAUTHENTICATED", "\(reply.text)")
                }
                #expect(
                    grown == [Self.proofs("firebase", reason): 1, Self.signIns("proof"): 1], "\(reason): \(grown)")
            }
        }
    }

    @Test func `ID tokens of another project, and of another time, are counted by why`() async throws {
        let address = try await StandIns.address
        let web = WebClient(policy: OutboundPolicy.offline(standIns: [address]) { _ in })
        let keys = address + "/firebase/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"
        let later: @Sendable () -> Timestamp = { .now() + .seconds(7200) }
        let elsewhere = FirebaseIdentity(
            settings: .init(projectID: "another-project", keysURL: keys), web: web)
        let afterwards = FirebaseIdentity(
            settings: .init(projectID: Firebase.projectID, keysURL: keys), web: web, now: later)
        for (provider, reason) in [(elsewhere, "audience"), (afterwards, "time")] {
            try await TestHouse.with(providers: [provider]) { house in
                let token = try await StandIns.firebaseToken(.ada)
                let grown = try await house.refusals {
                    _ = try await house.http.post("/api/v1/auth/firebase/login", json: #"{"id_token": "\#(token)"}"#)
                }
                #expect(grown == [Self.proofs("firebase", reason): 1, Self.signIns("proof"): 1])
            }
        }
    }

    @Test func `codes and states that come a second time are counted`() async throws {
        try await TestHouse.with { house in
            var browser = Browser(house.http)
            let callback = try await browser.goAndComeBack("google", as: .ada)
            let weChat = #"{"code": "\#(try await StandIns.weChatCode(.lin))"}"#
            _ = try await house.http.post("/api/v1/auth/wechat/login", json: weChat)
            _ = try await browser.get(callback)

            let states = try await house.refusals { _ = try await browser.get(callback) }
            let codes = try await house.refusals {
                let reply = try await house.http.post("/api/v1/auth/wechat/login", json: weChat)
                #expect(reply.status == 401)
            }

            #expect(states == [Self.signIns("state"): 1])
            #expect(codes == [Self.proofs("wechat", "code"): 1, Self.signIns("proof"): 1])
        }
    }

    @Test func `wrong passwords, wrong codes, used codes and used refresh tokens are counted`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let (right, wrong) = ("correct horse", "battery staple")
            func login(_ email: String, _ password: String) async throws -> Reply {
                try await house.http.post(
                    "/api/v1/auth/login", json: #"{"email": "\#(email)", "password": "\#(password)"}"#)
            }
            func refresh(_ token: String) async throws -> String? {
                let json = #"{"refresh_token": "\#(token)"}"#
                return try await house.http.post("/api/v1/auth/refresh", json: json).data["refresh_token"].string
            }
            let passwords = try await house.refusals {
                let (known, unknown) = (
                    try await login("kim@example.org", wrong), try await login("nobody@example.org", wrong)
                )
                #expect(known.status == 401 && unknown.status == 401)
                #expect(known.json["error"]["message"] == unknown.json["error"]["message"])
            }
            let tokens = try await house.refusals {
                let first = try #require(try await login("kim@example.org", right).data["refresh_token"].string)
                let second = try #require(try await refresh(first))
                _ = try #require(try await refresh(second))
                let (reused, unknown) = (try await refresh(first), try await refresh("never given"))
                #expect(reused == nil && unknown == nil)
            }
            let generator = try await kim.turnSecondFactorOn()
            let codes = try await house.refusals {
                let ticket = try #require(
                    try await login("kim@example.org", right).json["error"]["details"]["ticket"].string)
                for code in ["1", generator.code()] {
                    let reply = try await house.http.post(
                        "/api/v1/auth/second-factor", json: #"{"ticket": "\#(ticket)", "code": "\#(code)"}"#)
                    #expect(reply.status == 422)
                }
                _ = try await house.http.post(
                    "/api/v1/auth/second-factor", json: #"{"ticket": "unknown", "code": "123456"}"#)
            }

            #expect(passwords == [Self.signIns("password"): 2])
            #expect(tokens == [Self.signIns("refresh_token_reused"): 1, Self.signIns("refresh_token"): 1])
            #expect(codes == [Self.signIns("code"): 1, Self.signIns("code_reused"): 1, Self.signIns("ticket"): 1])
        }
    }

    @Test func `who tries without end is refused and counted`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()

            let grown = try await house.refusals {
                var statuses: [Int] = []
                for number in 0..<12 {
                    let json = #"{"email": "kim@example.org", "password": "guess number \#(number)"}"#
                    statuses.append(try await house.http.post("/api/v1/auth/login", json: json).status)
                }
                #expect(statuses.last == 429)
            }

            #expect(grown == [Self.signIns("password"): 10, Self.signIns("limited"): 2])
        }
    }

    @Test(arguments: ["KIM@example.org", "kim@EXAMPLE.org", "\u{212A}im@example.org"])
    func `an address that is taken in another spelling is refused and counted`(email: String) async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()

            let grown = try await house.refusals {
                let reply = try await house.http.post(
                    "/api/v1/auth/register", json: #"{"email": "\#(email)", "password": "correct horse"}"#)
                #expect(reply.status == 409 && reply.errorCode == "CONFLICT", "\(reply.text)")
            }

            #expect(grown == [Self.named("registrations", "taken"): 1])
        }
    }

    @Test func `heads without end, heads that are none, and keys that are none are counted`() async throws {
        try await TestHouse.with { house in
            let large = try await house.refusals {
                let head = "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: "
                let reply = try await Wire.with(port: house.port) { wire in
                    try await wire.send(head + String(repeating: "a", count: 40_000) + "\r\n\r\n")
                    return try await wire.readReply()
                }
                #expect(reply?.status == 431 && reply?.errorCode == "HEADERS_TOO_LARGE")
            }
            let odd = try await house.refusals {
                let reply = try await Wire.with(port: house.port) { wire in
                    try await wire.send("\u{1}\u{2}\u{3} no HTTP\r\n\r\n")
                    return try await wire.readReply()
                }
                #expect(reply?.status == 400)
            }
            let key = try await house.refusals {
                let reply = try await house.http.get("/api/v1/tasks", ["X-API-Key": "gr_nothing"])
                #expect(reply.status == 401)
            }

            #expect(large == [Self.named("heads", "too_large"): 1])
            #expect(odd == [Self.named("heads", "malformed"): 1])
            #expect(key == ["greenroom_refused_api_keys_total": 1])
        }
    }

    @Test func `who asks too often is counted by what for`() async throws {
        try await TestHouse.with(change: {
            $0.rates.auth = .init(perAccount: 0, perAddress: 2)
        }) { house in
            let before = try await house.scrape()
            for _ in 0..<4 { _ = try await house.http.post("/api/v1/auth/refresh", json: #"{"refresh_token": "x"}"#) }
            let grown = try await house.scrape().growth(since: before)

            #expect(grown[#"greenroom_limited_requests_total{class="auth"}"#] == 2)
        }
    }
}

/// Access tokens with one thing changed, signed as the server signs.
private struct Forge {
    private let header: String
    private let payload: String
    private let key: SymmetricKey

    init(good token: String, signingKey: Data) throws {
        let parts = token.split(separator: ".").map { Base64URL.bytes(String($0)) ?? Data() }
        header = String(decoding: try #require(parts.first), as: UTF8.self)
        payload = String(decoding: try #require(parts.dropFirst().first), as: UTF8.self)
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signingKey), info: Data("greenroom access token".utf8),
            outputByteCount: 32)
    }

    /// `"exp":…` as it stands.
    var expiry: String {
        get throws { String(try #require(payload.firstMatch(of: /"exp":[0-9.]+/)?.output)) }
    }

    func unsigned(header: String) -> String { text(header, payload) + "." }

    func signed(header: String? = nil, changing old: String = "", to new: String = "", with other: String? = nil)
        -> String
    {
        let changed = old.isEmpty ? payload : payload.replacingOccurrences(of: old, with: new)
        let signed = text(header ?? self.header, changed)
        let key = other.map { SymmetricKey(data: Data(SHA256.hash(data: Data($0.utf8)))) } ?? key
        return signed + "." + Base64URL.text(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key))
    }

    private func text(_ header: String, _ payload: String) -> String {
        Base64URL.text(Array(header.utf8)) + "." + Base64URL.text(Array(payload.utf8))
    }
}
