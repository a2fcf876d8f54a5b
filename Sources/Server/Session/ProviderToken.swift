import Foundation
import Studio

/// Tells a provider's ID token from an access token of ours, by what it says of itself; nothing of it is believed yet.
enum ProviderToken {
    private struct Header: Decodable { let alg: String }
    private struct Payload: Decodable { let iss: String }

    /// Whether it says that Firebase has issued it.
    static func isOne(_ token: String) -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= 16_384, parts.count == 3, let header = read(parts[0], as: Header.self),
            header.alg == "RS256", let payload = read(parts[1], as: Payload.self)
        else { return false }
        return payload.iss.hasPrefix("https://securetoken.google.com/")
    }

    private static func read<Value: Decodable>(_ part: Substring, as type: Value.Type) -> Value? {
        Base64URL.bytes(String(part)).flatMap { try? JSONDecoder().decode(type, from: $0) }
    }
}
