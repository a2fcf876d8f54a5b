import Domain
import Foundation
import Hummingbird
import JWTKit
import Logging
import Outbound
import Sandbox
import Testing

@testable import Providers

/// What other OpenID Connect providers than Google do, and may.
struct OpenIDTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private struct Claims: JWTPayload {
        var iss = "http://issuer.example"
        var aud = "me"
        var sub = "kim"
        var iat = Timestamp.now().milliseconds / 1000
        var exp = Timestamp.now().milliseconds / 1000 + 600

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    private func provider(_ document: GoogleIdentity.Discovery, at url: String) -> GoogleIdentity {
        let web = WebClient(policy: .online).naming([url], as: "test")
        return GoogleIdentity(
            settings: .init(clientID: "me", clientSecret: "secret"), web: web,
            discovery: Published(
                at: { () throws(IdentityError) in url }, web: web, now: { .now() }, read: { _ in document }),
            logger: Self.quiet, now: { .now() })
    }

    @Test func `a token need not name its key where one is published, and must where there are more`() async throws {
        let (key, other) = (try TokenKey(), try TokenKey())
        let token = try await key.sign(Claims(), isNamed: false)
        for (members, isTaken) in [
            ([try key.member()], true), ([try key.member(named: nil)], true), ([try other.member()], false),
            ([try key.member(named: "a"), try other.member(named: "b")], false),
        ] {
            let keys = Publisher(.init(body: Data("{\"keys\": [\(members.joined(separator: ","))]}".utf8)))
            let sandbox = try await Sandbox.open(port: 0, standIns: [keys], logger: Self.quiet)
            let url = sandbox.address + "/published/keys"
            let document = GoogleIdentity.Discovery(
                issuer: "http://issuer.example", authorization_endpoint: "", token_endpoint: "", jwks_uri: url)

            let person = try? await provider(document, at: url).identify(.token(token))

            #expect((person != nil) == isTaken)
        }
    }

    /// Gives tokens without an address, and tells it to whoever shows the access token.
    private final class Terse: StandIn {
        let name = "terse"
        let title = "Terse"
        let pages: [(title: String, path: String)] = []
        let token: String
        let person: String

        init(token: String, person: String) {
            self.token = token
            self.person = person
        }

        func register(on group: RouterGroup<BasicRequestContext>) {
            group.post("/token") { _, _ in #"{"id_token": "\#(self.token)", "access_token": "at"}"# }
            group.get("/userinfo") { request, _ -> Response in
                guard request.headers[.authorization] == "Bearer at" else { return Response(status: .unauthorized) }
                return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: self.person)))
            }
        }
    }

    @Test(
        arguments: [
            (
                #"{"sub": "kim", "email": "kim@example.org", "email_verified": true, "name": "Kim"}"#,
                "kim@example.org", true
            ),
            (#"{"sub": "kim", "email": "kim@example.org"}"#, "kim@example.org", false),
            (#"{"sub": "lee", "email": "lee@example.org", "email_verified": true}"#, nil, false),
            ("nonsense", nil, false),
        ] as [(String, String?, Bool)])
    func `what an ID token does not say is asked for`(person: String, email: String?, isVerified: Bool) async throws {
        let key = try TokenKey()
        let keys = Publisher(.init(body: try key.set()))
        let terse = Terse(token: try await key.sign(Claims()), person: person)
        let sandbox = try await Sandbox.open(port: 0, standIns: [keys, terse], logger: Self.quiet)
        let document = GoogleIdentity.Discovery(
            issuer: "http://issuer.example", authorization_endpoint: "",
            token_endpoint: sandbox.address + "/terse/token", jwks_uri: sandbox.address + "/published/keys",
            userinfo_endpoint: sandbox.address + "/terse/userinfo")

        let found = try await provider(document, at: sandbox.address).identify(.code(.init(text: "code")))

        #expect(found.keys.map(\.subject) == ["kim"])
        #expect(found.email == email && found.emailIsVerified == isVerified)
    }
}
