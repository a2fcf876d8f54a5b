import Crypto
import Domain
import Foundation
import JWTKit
import Metrics
import Studio

/// Issues and checks access tokens: JWT, HS256, 15 minutes.
package struct AccessTokens: Sendable {
    /// What a token that was found good says.
    struct Claims: Equatable, Sendable {
        let account: AccountID
        let session: SessionID
        let expiresAt: Timestamp
    }

    /// Why a token is not believed.
    struct Rejected: Error, Equatable {
        enum Reason: String, CaseIterable, Sendable {
            /// It is no token of the form we issue.
            case malformed
            /// It names another algorithm, or none.
            case algorithm
            /// It is not signed with our key.
            case key
            case issuer, audience
            /// It has expired.
            case time
        }

        let reason: Reason
    }

    package static let lifetime: Duration = .seconds(900)

    private let keys: JWTKeyCollection
    private let verified: VerifiedTokens
    private let refusals: ReasonCounters<Rejected.Reason>
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - signingKey: the home's secret, at least 32 bytes; the tokens' own key is derived from it.
    ///   - metrics: counts the tokens that are not believed.
    package init(
        signingKey: Data, metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) async {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signingKey), info: Data("greenroom access token".utf8),
            outputByteCount: 32)
        keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(key: key), digestAlgorithm: .sha256)
        verified = VerifiedTokens()
        refusals = ReasonCounters("greenroom_refused_access_tokens_total", metrics: metrics)
        self.now = now
    }

    func issue(account: AccountID, session: SessionID) async throws -> String {
        let issued = now()
        let payload = Payload(
            sub: SubjectClaim(value: account.rawValue), sid: session.rawValue,
            iat: IssuedAtClaim(value: issued.date), exp: ExpirationClaim(value: (issued + Self.lifetime).date),
            iss: IssuerClaim(value: Payload.name), aud: Audience(names: [Payload.name]))
        return try await keys.sign(payload)
    }

    /// Checks the signature once; a token seen before is looked up until it expires.
    func verify(_ token: String) async throws(Rejected) -> Claims {
        do {
            return try await claims(of: token)
        } catch {
            refusals.note(error.reason)
            throw error
        }
    }

    private func claims(of token: String) async throws(Rejected) -> Claims {
        guard token.utf8.count <= 2048 else { throw Rejected(reason: .malformed) }
        let hash = SHA256.hash(data: Data(token.utf8))
        let moment = now()
        if let known = verified.claims(for: hash) {
            guard known.expiresAt > moment else { throw Rejected(reason: .time) }
            return known
        }
        let claims = try await check(token)
        guard claims.expiresAt > moment else { throw Rejected(reason: .time) }
        verified.remember(claims, for: hash)
        return claims
    }

    private func check(_ token: String) async throws(Rejected) -> Claims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.header(parts[0]) else { throw Rejected(reason: .malformed) }
        // The key is the only judge of the signature; a token that names another algorithm is not ours.
        guard header.alg == "HS256", header.crit == nil else { throw Rejected(reason: .algorithm) }
        let payload: Payload
        do {
            payload = try await keys.verify(token, as: Payload.self)
        } catch let error as JWTError {
            throw Rejected(reason: error.errorType == .signatureVerificationFailed ? .key : .malformed)
        } catch {
            throw Rejected(reason: .malformed)
        }
        guard payload.iss.value == Payload.name else { throw Rejected(reason: .issuer) }
        guard payload.aud.names.contains(Payload.name) else { throw Rejected(reason: .audience) }
        guard let account = AccountID(rawValue: payload.sub.value), let session = SessionID(rawValue: payload.sid)
        else { throw Rejected(reason: .malformed) }
        guard let expiresAt = Timestamp(payload.exp.value) else { throw Rejected(reason: .time) }
        return Claims(account: account, session: session, expiresAt: expiresAt)
    }

    private struct Header: Decodable {
        let alg: String
        let crit: [String]?
    }

    private static func header(_ part: Substring) -> Header? {
        Base64URL.bytes(String(part)).flatMap { try? JSONDecoder().decode(Header.self, from: $0) }
    }

    private struct Payload: JWTPayload {
        static let name = "greenroom"

        let sub: SubjectClaim
        let sid: String
        let iat: IssuedAtClaim
        let exp: ExpirationClaim
        let iss: IssuerClaim
        let aud: Audience

        /// All of it is checked by the caller, against the clock it was given.
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    /// One name or a list of them. JWTKit's own claim stops the process at an empty list, which anybody can send.
    private struct Audience: Codable, Sendable {
        let names: [String]

        init(names: [String]) { self.names = names }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                names = [one]
            } else {
                names = try container.decode([String].self)
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(names)
        }
    }
}

extension Timestamp {
    fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds / 1000)) }

    /// Nil for what is further away than any token of ours.
    fileprivate init?(_ date: Date) {
        guard let seconds = Int64(exactly: date.timeIntervalSince1970.rounded(.down)), seconds.magnitude < 1 << 40
        else {
            return nil
        }
        self.init(milliseconds: seconds * 1000)
    }
}
