import HTTPTypes
import Studio

/// What a browser keeps while it is on a provider's page, so that nobody else can end its sign-in and it ends nobody
/// else's. One secret serves the sign-ins of several tabs.
enum SignInCookie {
    private static let name = "greenroom_sign_in"

    /// The browser's own secret; nil for none and for a text that cannot be ours.
    static func secret(in headers: HTTPFields) -> String? {
        guard let value = SessionCookies.value(name, in: headers), value.utf8.count == 43,
            value.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            })
        else { return nil }
        return value
    }

    /// `Lax`: the browser comes back from another site, by a plain navigation.
    static func set(_ secret: String, isSecure: Bool, in headers: inout HTTPFields) {
        let seconds = Identities.stateLifetime.components.seconds
        SessionCookies.add(name, secret, path: "/api", seconds: seconds, isSecure, &headers)
    }
}
