/// By what somebody is let in, as a name for it: nothing secret.
package enum Credential: Hashable, Sendable {
    case session(SessionID)
    /// The visible beginning of an API key.
    case key(prefix: String)
}
