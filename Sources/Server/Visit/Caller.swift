import Domain

/// Who makes a request, and by what.
struct Caller: Sendable {
    enum Credential: Equatable, Sendable {
        /// The web app's cookie or a bearer token.
        case session(SessionID)
        /// An API key that may do this much.
        case key(Set<Scope>)
    }

    let account: Account
    let credential: Credential
    /// With whose end everything that continues for the caller ends; nil for what does not end.
    var ending: Domain.Credential?
    /// Of the token or the key, if it ends by itself.
    var endsAt: Timestamp?

    /// The sign-in by which the request is made.
    /// - Throws: 403 for a key.
    var session: SessionID {
        get throws(ErrorBody) {
            guard case .session(let id) = credential else {
                throw .forbidden("API keys cannot do this. Sign in instead.", needed: "session")
            }
            return id
        }
    }
}
