import Crypto
import Foundation

/// The hashes of OAuth and OpenID Connect.
enum Proofs {
    /// The challenge of a PKCE verifier by S256 (RFC 7636, section 4.2).
    static func challenge(of verifier: String) -> String { base64URL(SHA256.hash(data: Data(verifier.utf8))) }

    /// `at_hash` of an access token for RS256 (OpenID Connect Core 1.0, section 3.1.3.6): the left half of its SHA-256.
    static func accessTokenHash(_ token: String) -> String { base64URL(SHA256.hash(data: Data(token.utf8)).prefix(16)) }

    private static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
