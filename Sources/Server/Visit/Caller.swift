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
