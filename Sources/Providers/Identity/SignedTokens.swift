import Domain
import Foundation
import JWTKit
import Outbound

/// Checks ID tokens against the keys that a provider publishes. RS256 and nothing else: a token does not choose how it
/// is checked.
struct SignedTokens: Sendable {
    typealias Key = Insecure.RSA.PublicKey

    /// Clocks may differ by this much (oauth.md, section 1: at most 60 s).
    static let skew: Double = 60
    private static let longest = 16_384

    private let keys: Published<[String: Key]>
    private let needsKeyNames: Bool
    private let now: @Sendable () -> Timestamp

    /// - Parameter needsKeyNames: false where a token need not name its key, as long as only one is published (OpenID
    ///   Connect Core 1.0, section 10.1).
    init(
        keysAt address: @escaping @Sendable () async throws(IdentityError) -> String, needsKeyNames: Bool = true,
        web: WebClient, now: @escaping @Sendable () -> Timestamp
    ) {
        self.needsKeyNames = needsKeyNames
        keys = Published(at: address, web: web, now: now, read: Self.keys(in:))
        self.now = now
    }

    /// The claims of a token whose signature is right and whose time is now. Whom it is for is left to the caller.
    func claims<Claims: TimedClaims>(of token: String, as type: Claims.Type) async throws(IdentityError) -> Claims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= Self.longest, parts.count == 3, let head = Self.head(parts[0]) else {
            throw .rejected(.malformed, "this is not an ID token")
        }
        guard head.alg == "RS256", head.crit == nil else {
            throw .rejected(.algorithm, "the token is not signed in a way that is accepted here")
        }
        guard let key = try await key(named: head.kid) else {
            throw .rejected(.key, "the token is not signed with one of the provider's keys")
        }
        let claims: Claims
        do {
            let keys = JWTKeyCollection()
            await keys.add(rsa: key, digestAlgorithm: .sha256)
            claims = try await keys.verify(token, as: type)
        } catch {
            throw .rejected(.signature, "the token's signature is not right")
        }
        let moment = Double(now().milliseconds) / 1000
        guard claims.exp > moment else { throw .rejected(.time, "the token has expired") }
        let starts = [claims.iat, claims.nbf ?? claims.iat, claims.authTime ?? claims.iat]
        guard starts.allSatisfy({ $0 <= moment + Self.skew }) else {
            throw .rejected(.time, "the token is from the future")
        }
        return claims
    }

    private func key(named kid: String?) async throws(IdentityError) -> Key? {
        guard let kid else {
            guard !needsKeyNames else { return nil }
            let all = try await keys.value()
            return all.count == 1 ? all.values.first : nil
        }
        guard (1...255).contains(kid.utf8.count) else { return nil }
        if let known = try await keys.value()[kid] { return known }
        return try await keys.refreshed()?[kid]
    }

    private struct Head: Decodable {
        let alg: String
        let kid: String?
        let crit: [String]?
    }

    private static func head(_ part: Substring) -> Head? {
        let text = part.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).flatMap { try? JSONDecoder().decode(Head.self, from: $0) }
    }

    /// By key id, empty for a key that has none, from a JWKS (RFC 7517) or from a JSON map of X.509 certificates. What is no RSA key for signatures of
    /// at least 2048 bits is left out.
    private static func keys(in document: Data) -> [String: Key]? {
        if let set = try? JSONDecoder().decode(KeySet.self, from: document) {
            let keys = set.keys.compactMap { jwk -> (String, Key)? in
                guard jwk.kty == "RSA", jwk.use ?? "sig" == "sig", jwk.alg ?? "RS256" == "RS256",
                    let n = jwk.n, let e = jwk.e, let key = try? Key(modulus: n, exponent: e)
                else { return nil }
                return (jwk.kid ?? "", key)
            }
            return Dictionary(keys) { first, _ in first }
        }
        guard let certificates = try? JSONDecoder().decode([String: String].self, from: document) else { return nil }
        return certificates.compactMapValues { try? Key(certificatePEM: $0) }
    }

    private struct KeySet: Decodable {
        struct Member: Decodable {
            let kid: String?
            let kty: String
            let use: String?
            let alg: String?
            let n: String?
            let e: String?
        }

        let keys: [Member]
    }
}

/// What every ID token says about its time, in seconds since 1970.
protocol TimedClaims: JWTPayload {
    var iat: Double { get }
    var exp: Double { get }
    var nbf: Double? { get }
    var authTime: Double? { get }
}

extension TimedClaims {
    /// Everything is checked by ``SignedTokens``, against the clock it was given, and by the vendor.
    func verify(using algorithm: some JWTAlgorithm) throws {}
}

/// `aud`: one name or a list of them. JWTKit's own claim stops the process at an empty list.
struct Audience: Codable, Equatable, Sendable {
    let names: [String]

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

/// A truth that some providers write as a text.
struct LooseTruth: Codable, Equatable, Sendable {
    let isTrue: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) {
            isTrue = truth
        } else {
            isTrue = try container.decode(String.self) == "true"
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(isTrue)
    }
}
