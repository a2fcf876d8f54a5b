import HTTPTypes
import Studio

/// What a browser keeps while it is on a provider's page, so that nobody else can end its sign-in and it ends nobody
/// else's: one cookie for each sign-in, so that several tabs may be under way and none takes over a cookie that was there
/// before. Behind https its name begins with `__Host-`, which keeps neighbouring hosts from planting one.
struct SignInCookie {
    private let name: String
    private let isSecure: Bool

    /// - Parameter state: of the sign-in, as it travels.
    init(state: String, isSecure: Bool) {
        let part = state.prefix(16).filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        name = (isSecure ? "__Host-" : "") + "greenroom_sign_in_" + part
        self.isSecure = isSecure
    }

    /// The browser's own secret; nil for none and for a text that cannot be ours.
    func secret(in headers: HTTPFields) -> String? {
        guard let value = SessionCookies.value(name, in: headers), value.utf8.count == 43,
            value.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            })
        else { return nil }
        return value
    }

    /// `Lax`: the browser comes back from another site, by a plain navigation.
    func set(_ secret: String, in headers: inout HTTPFields) {
        let seconds = Identities.stateLifetime.components.seconds
        SessionCookies.add(name, secret, path: isSecure ? "/" : "/api", seconds: seconds, isSecure, &headers)
    }

    func clear(in headers: inout HTTPFields) {
        SessionCookies.add(name, "", path: isSecure ? "/" : "/api", seconds: 0, isSecure, &headers)
    }
}
