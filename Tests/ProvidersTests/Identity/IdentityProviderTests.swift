import Domain
import Foundation
import JWTKit
import Logging
import Outbound
import Sandbox
import Synchronization
import Testing

@testable import Providers

/// A hole here lets a stranger in as somebody else.
@Suite struct IdentityProviderTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// What an operator is told of each of the vectors.
    private static let kinds: [String: IdentityError.Rejection] = [
        "wrong_issuer": .issuer, "wrong_audience": .audience, "wrong_project_aud": .audience, "expired": .time,
        "issued_in_future": .time, "unknown_kid": .key, "no_kid": .key, "signed_by_other_key": .signature,
        "tampered_payload": .signature, "alg_none": .algorithm, "hs256_with_public_key_as_secret": .algorithm,
        "empty_sub": .person, "sub_too_long": .person,
    ]

    /// Only a bad one is refused, and for what is bad about it.
    private static func expectRefusal(of one: IdentityVectors.Case, by error: IdentityError) {
        #expect(!one.valid, "\(one.name) was refused: \(error)")
        guard case .rejected(let kind, _) = error else {
            Issue.record("\(one.name): \(error)")
            return
        }
        #expect(kind == kinds[one.name], "\(one.name)")
    }

    /// Google as it is, but with keys from here.
    private func google(
        _ clientID: String, keysAt url: String, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) -> GoogleIdentity {
        let web = WebClient(policy: OutboundPolicy.online.naming([url]))
        let document = GoogleIdentity.Discovery(
            issuer: "https://accounts.google.com",
            authorization_endpoint: "https://accounts.google.com/o/oauth2/v2/auth",
            token_endpoint: "https://oauth2.googleapis.com/token", jwks_uri: url)
        return GoogleIdentity(
            settings: .init(clientID: clientID, clientSecret: "secret"), web: web,
            discovery: Published(at: { () throws(IdentityError) in url }, web: web, now: now, read: { _ in document }),
            logger: Self.quiet, now: now)
    }

    @Test func `Google's tokens are judged as Google's own library judges them`() async throws {
        let vectors = try IdentityVectors.read()
        let keys = Publisher(.init(body: try IdentityVectors.document("google_jwks")))
        let sandbox = try await Sandbox.open(port: 0, standIns: [keys], logger: Self.quiet)
        let provider = google(vectors.google_client_id, keysAt: sandbox.address + "/published/keys")

        #expect(vectors.google_id_token_cases.count == 10)
        for one in vectors.google_id_token_cases {
            do {
                let person = try await provider.identify(.token(one.id_token))
                #expect(one.valid, "\(one.name) was taken")
                #expect(person.keys.map(\.subject) == ["110169484474386276334"])
                #expect(person.keys.map(\.realm) == ["https://accounts.google.com"])
                #expect(person.email == "user@example.com" && person.emailIsVerified)
            } catch {
                Self.expectRefusal(of: one, by: error)
            }
        }
    }

    @Test(arguments: ["firebase_x509_certs", "firebase_jwks"])
    func `Firebase's tokens are judged as the Admin SDK judges them, by either form of its keys`(
        form: String
    ) async throws {
        let vectors = try IdentityVectors.read()
        let keys = Publisher(.init(body: try IdentityVectors.document(form)))
        let sandbox = try await Sandbox.open(port: 0, standIns: [keys], logger: Self.quiet)
        let provider = FirebaseIdentity(
            settings: .init(projectID: vectors.firebase_project_id, keysURL: sandbox.address + "/published/keys"),
            web: WebClient(policy: .online))

        #expect(vectors.firebase_id_token_cases.count == 10)
        for one in vectors.firebase_id_token_cases {
            do {
                let person = try await provider.identify(.token(one.id_token))
                #expect(one.valid, "\(one.name) was taken")
                #expect(person.keys == [IdentityKey(realm: "greenroom-test", subject: "fbuid1")])
            } catch {
                Self.expectRefusal(of: one, by: error)
            }
        }
    }

    @Test(arguments: [
        "", "a.b.c", "....", "eyJhbGciOiJSUzI1NiJ9.e30.", String(repeating: "a", count: 20_000),
        // {"alg":"RS256","kid":"k","crit":["x"]}
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsiLCJjcml0IjpbIngiXX0.e30.AAAA",
    ])
    func `what is no token is refused and stops nothing`(text: String) async throws {
        let keys = Publisher(.init(body: try IdentityVectors.document("google_jwks")))
        let sandbox = try await Sandbox.open(port: 0, standIns: [keys], logger: Self.quiet)
        let provider = google("x", keysAt: sandbox.address + "/published/keys")

        await #expect(throws: IdentityError.self) { _ = try await provider.identify(.token(text)) }
    }

    @Test func `hashes of PKCE and access tokens are those of the standards`() throws {
        let vectors = try IdentityVectors.read()

        for pair in vectors.pkce { #expect(Proofs.challenge(of: pair.code_verifier) == pair.code_challenge_S256) }
        #expect(Proofs.accessTokenHash(vectors.at_hash.access_token) == vectors.at_hash.at_hash)
    }

    @Test func `those who come together after a provider has changed its keys all get in`() async throws {
        let vectors = try IdentityVectors.read()
        let (right, known) = (try IdentityVectors.document("google_jwks"), vectors.google_id_token_cases[0].id_token)
        let keys = Publisher(.init(body: Data(#"{"keys":[]}"#.utf8), cacheControl: "public, max-age=3600"))
        let sandbox = try await Sandbox.open(port: 0, standIns: [keys], logger: Self.quiet)
        let clock = Mutex(Timestamp.now())
        let url = sandbox.address + "/published/keys"
        let provider = google(vectors.google_client_id, keysAt: url) { clock.withLock { $0 } }
        await #expect(throws: IdentityError.self) { _ = try await provider.identify(.token(known)) }
        let count = keys.count
        keys.publish(.init(body: right, cacheControl: "public, max-age=3600"))
        clock.withLock { $0 = $0 + .seconds(301) }

        try await withThrowingTaskGroup { group in
            for _ in 1...6 { group.addTask { _ = try await provider.identify(.token(known)) } }
            try await group.waitForAll()
        }

        #expect(keys.count == count + 1)
    }

    @Test func `keys are kept as long as their header says, and a new key is found at once but not asked for at will`()
        async throws
    {
        let vectors = try IdentityVectors.read()
        let (right, known) = (try IdentityVectors.document("google_jwks"), vectors.google_id_token_cases[0].id_token)
        let keys = Publisher(.init(body: Data(#"{"keys":[]}"#.utf8), cacheControl: "public, max-age=3600"))
        let sandbox = try await Sandbox.open(port: 0, standIns: [keys], logger: Self.quiet)
        let clock = Mutex(Timestamp.now())
        let url = sandbox.address + "/published/keys"
        // The discovery document of this provider lies at the same address: it is fetched once, before the keys.
        let provider = google(vectors.google_client_id, keysAt: url) { clock.withLock { $0 } }

        await #expect(throws: IdentityError.self) { _ = try await provider.identify(.token(known)) }
        #expect(keys.count == 3)  // discovery, keys, and once more for the unknown key

        keys.publish(.init(body: right, cacheControl: "public, max-age=3600"))
        await #expect(throws: IdentityError.self) { _ = try await provider.identify(.token(known)) }
        #expect(keys.count == 3)  // asked a moment ago

        clock.withLock { $0 = $0 + .seconds(301) }
        _ = try await provider.identify(.token(known))
        let afterRotation = keys.count
        clock.withLock { $0 = $0 + .seconds(3000) }
        _ = try await provider.identify(.token(known))
        let whileFresh = keys.count
        clock.withLock { $0 = $0 + .seconds(700) }
        _ = try await provider.identify(.token(known))

        #expect(whileFresh == afterRotation)
        #expect(keys.count == whileFresh + 2)  // the discovery document and the keys, both grown old
    }

    @Test func `a discovery document of another issuer is not believed`() {
        let document = Data(
            """
            {"issuer": "https://accounts.google.com", "authorization_endpoint": "https://a.example/a",
            "token_endpoint": "https://a.example/t", "jwks_uri": "https://a.example/k"}
            """.utf8)
        let suffix = "/.well-known/openid-configuration"

        #expect(GoogleIdentity.Discovery(document: document, at: "https://accounts.google.com" + suffix) != nil)
        #expect(GoogleIdentity.Discovery(document: document, at: "https://evil.example" + suffix) == nil)
        let plain = Data(
            String(decoding: document, as: UTF8.self).replacing("https://a.example/t", with: "http://a/t").utf8)
        #expect(GoogleIdentity.Discovery(document: plain, at: "https://accounts.google.com" + suffix) == nil)
    }
}

/// Tokens made here, of which one thing is wrong.
@Suite struct IDTokenClaimTests {
    private struct Claims: JWTPayload {
        var iss = "http://issuer.example"
        var aud: [String] = ["me"]
        var azp: String?
        var sub = "7"
        var iat = Timestamp.now().milliseconds / 1000
        var exp = Timestamp.now().milliseconds / 1000 + 3600
        var nbf: Int64?
        var nonce: String?
        var at_hash: String?

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    private static func claims(_ change: (inout Claims) -> Void) -> Claims {
        var claims = Claims()
        change(&claims)
        return claims
    }

    @Test func `each claim that is wrong is enough to refuse a token that is signed well`() async throws {
        let far = Timestamp.now().milliseconds / 1000 + 100
        let cases: [(name: String, claims: Claims, isGood: Bool)] = [
            ("as it should be", Claims(), true),
            ("issued by a clock that is a little ahead", Self.claims { $0.iat += 50 }, true),
            (
                "for two, and for us in particular",
                Self.claims {
                    $0.aud = ["me", "you"]; $0.azp = "me"
                }, true
            ),
            (
                "for two, and for the other in particular",
                Self.claims {
                    $0.aud = ["me", "you"]; $0.azp = "you"
                }, false
            ),
            ("for two without saying for whom", Self.claims { $0.aud = ["me", "you"] }, false),
            ("for nobody", Self.claims { $0.aud = [] }, false),
            ("for another", Self.claims { $0.aud = ["you"] }, false),
            ("from another issuer", Self.claims { $0.iss = "https://accounts.google.com" }, false),
            ("from an issuer that looks alike", Self.claims { $0.iss = "http://issuer.example/" }, false),
            ("just expired", Self.claims { $0.exp = Timestamp.now().milliseconds / 1000 - 1 }, false),
            ("from the future", Self.claims { $0.iat = far }, false),
            ("not yet good", Self.claims { $0.nbf = far }, false),
            ("about nobody", Self.claims { $0.sub = "" }, false),
        ]
        let key = try TokenKey()
        let keys = Publisher(.init(body: try key.set()))
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let sandbox = try await Sandbox.open(port: 0, standIns: [keys], logger: quiet)
        let url = sandbox.address + "/published/keys"
        let web = WebClient(policy: OutboundPolicy.online.naming([url]))
        let document = GoogleIdentity.Discovery(
            issuer: "http://issuer.example", authorization_endpoint: "", token_endpoint: "", jwks_uri: url)
        let provider = GoogleIdentity(
            settings: .init(clientID: "me", clientSecret: nil), web: web,
            discovery: Published(
                at: { () throws(IdentityError) in url }, web: web, now: { .now() }, read: { _ in document }),
            logger: quiet, now: { .now() })

        for one in cases {
            let token = try await key.sign(one.claims)
            let person = try? await provider.identify(.token(token))
            #expect((person != nil) == one.isGood, "\(one.name)")
        }
    }
}

/// A key of the test's own.
struct TokenKey {
    private let key = try? Insecure.RSA.PrivateKey(backing: .init(keySize: .bits2048))

    init() throws {}

    /// - Parameter isNamed: whether the token says which key it is signed with.
    func sign(_ claims: some JWTPayload, isNamed: Bool = true) async throws -> String {
        let keys = JWTKeyCollection()
        guard isNamed else {
            await keys.add(rsa: try #require(key), digestAlgorithm: .sha256)
            return try await keys.sign(claims)
        }
        await keys.add(rsa: try #require(key), digestAlgorithm: .sha256, kid: "test")
        return try await keys.sign(claims, kid: "test")
    }

    /// As a member of a key set.
    func member(named name: String? = "test") throws -> String {
        let numbers = try #require(key).publicKey.getKeyPrimitives()
        let texts = [numbers.modulus, numbers.publicExponent].map { number in
            number.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        let (n, e) = (texts[0], texts[1])
        let kid = name.map { #""kid": "\#($0)", "# } ?? ""
        return #"{\#(kid)"kty": "RSA", "n": "\#(n)", "e": "\#(e)"}"#
    }

    func set() throws -> Data { Data(#"{"keys": [\#(try member())]}"#.utf8) }
}
