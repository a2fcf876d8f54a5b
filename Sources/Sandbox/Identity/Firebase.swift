import Foundation
import Hummingbird
import JWTKit

/// Firebase Authentication as far as a server sees it: the published certificates, and ID tokens, which a client would
/// get from Google's own pages and here gets from a page or a POST.
package final class Firebase: StandIn {
    /// The project whose tokens it makes.
    package static let projectID = "greenroom-sandbox"

    package let name = "firebase"
    package let title = "Firebase"
    package let pages: [(title: String, path: String)] = [("get an ID token", "/token")]

    private static let account = "securetoken@system.gserviceaccount.com"
    private let key: SigningKey
    private let certificate: String

    package init() throws {
        key = try SigningKey()
        certificate = try key.certificate(name: "securetoken.system.gserviceaccount.com")
    }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        let maxAge = "public, max-age=21600, must-revalidate, no-transform"
        group.get("/robot/v1/metadata/x509/\(Self.account)") { _, _ in
            Page.json([self.key.id: self.certificate], cacheControl: maxAge)
        }
        group.get("/service_accounts/v1/jwk/\(Self.account)") { _, _ in
            Page.json(["keys": [try self.key.jwk()]], cacheControl: maxAge)
        }
        group.get("/token") { _, _ in
            Page.html(
                "Firebase ID token", Page.choices(action: "token", name: "person", DemoPerson.choices, hidden: []))
        }
        group.post("/token") { request, _ in try await self.token(request) }
    }

    /// A page with the token, or JSON when the request asks for it.
    private func token(_ request: Request) async throws -> Response {
        let form = try await request.form()
        guard let person = DemoPerson.with(id: form["person"] ?? "") else {
            return Page.html("Firebase ID token", "<p>Nobody has this id.</p>", status: .notFound)
        }
        let token = try await key.sign(Claims(person: person))
        if request.headers[.accept]?.contains("application/json") == true { return Page.json(["id_token": token]) }
        return Page.html("Firebase ID token", "<textarea readonly>\(Page.escaped(token))</textarea>")
    }
}

extension Firebase {
    private struct Claims: JWTPayload {
        struct Origin: Codable {
            let identities: [String: [String]]
            let sign_in_provider: String
        }

        let iss: String
        let aud: String
        let sub: String
        let user_id: String
        let auth_time: Int
        let iat: Int
        let exp: Int
        let name: String
        let email: String
        let email_verified: Bool
        let firebase: Origin

        init(person: DemoPerson) {
            iss = "https://securetoken.google.com/" + Firebase.projectID
            aud = Firebase.projectID
            sub = "fb" + person.id
            user_id = sub
            iat = Int(Date().timeIntervalSince1970)
            auth_time = iat
            exp = iat + 3600
            name = person.name
            email = person.email
            email_verified = person.emailIsVerified
            firebase = Origin(identities: ["email": [person.email]], sign_in_provider: "password")
        }

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}
