import Domain
import Foundation
import JWTKit
import Outbound

/// Firebase Authentication: the client signs in with Google's own libraries and brings the ID token. The checks and
/// their order are those of the Admin SDK ("Verify ID tokens using a third-party JWT library", Firebase documentation).
package struct FirebaseIdentity: IdentityProvider {
    package struct Settings: Sendable {
        package let projectID: String
        package let keysURL: String
        /// Public key of the web app, for pages that sign in there.
        package let apiKey: String?
        package let createsAccounts: Bool

        /// X.509 certificates by key id; the JWKS form at `…/service_accounts/v1/jwk/…` is understood as well.
        package static let google =
            "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"

        package init(
            projectID: String, keysURL: String = Settings.google, apiKey: String? = nil, createsAccounts: Bool = true
        ) {
            self.projectID = projectID
            self.keysURL = keysURL
            self.apiKey = apiKey
            self.createsAccounts = createsAccounts
        }
    }

    package let facts: ProviderFacts
    private let settings: Settings
    private let tokens: SignedTokens
    private let now: @Sendable () -> Timestamp

    package init(
        settings: Settings, web: WebClient, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.settings = settings
        self.now = now
        tokens = SignedTokens(
            keysAt: { () throws(IdentityError) in settings.keysURL },
            web: web.naming([settings.keysURL], as: "firebase"), now: now)
        var client = ["project_id": settings.projectID]
        if let apiKey = settings.apiKey { client["api_key"] = apiKey }
        facts = ProviderFacts(
            id: "firebase", name: "Firebase", kind: .token, client: client, createsAccounts: settings.createsAccounts)
    }

    package func address(for attempt: SignInAttempt) async throws(IdentityError) -> SignInAddress { throw .unsupported }

    package func identify(_ proof: IdentityProof) async throws(IdentityError) -> ProvenIdentity {
        guard case .token(let token) = proof else { throw .unsupported }
        let claims = try await tokens.claims(of: token, as: Claims.self)
        guard claims.aud.names == [settings.projectID] else {
            throw .rejected(.audience, "the token is for another project")
        }
        guard claims.iss == "https://securetoken.google.com/" + settings.projectID else {
            throw .rejected(.issuer, "the token is from another issuer")
        }
        let moment = Double(now().milliseconds) / 1000
        guard (1...128).contains(claims.sub.count) else { throw .rejected(.person, "the token names nobody") }
        // Whoever calls the project gets one of these: it proves nothing about a person.
        guard claims.firebase?.sign_in_provider != "anonymous" else {
            throw .rejected(.person, "an anonymous sign-in is not enough")
        }
        return ProvenIdentity(
            keys: [IdentityKey(realm: settings.projectID, subject: claims.sub)], email: claims.email,
            emailIsVerified: claims.email_verified?.isTrue ?? false, name: claims.name,
            // Theirs are good for an hour; one that says otherwise is asked about again after a day.
            expiresAt: Timestamp(milliseconds: Int64(min(claims.exp, moment + 86_400) * 1000)),
            // A token that does not say when proves nothing about today.
            provenAt: Timestamp(milliseconds: Int64(min(max(claims.auth_time ?? 0, 0), moment) * 1000)))
    }

    private struct Claims: TimedClaims {
        struct Origin: Codable { let sign_in_provider: String? }

        let iss: String
        let aud: Audience
        let sub: String
        let iat: Double
        let exp: Double
        let nbf: Double?
        let auth_time: Double?
        let email: String?
        let email_verified: LooseTruth?
        let name: String?
        let firebase: Origin?

        var authTime: Double? { auth_time }
    }
}
