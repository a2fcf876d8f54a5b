import Domain

/// Who asks: for limits and for the list of sign-ins.
package struct Client: Sendable, Equatable {
    /// The client's IP address as text.
    package let address: String
    /// What it calls itself; cut to 200 characters.
    package let userAgent: String

    /// For letters that this request brings about.
    package let language: Preference.Language

    /// By what whoever makes it is signed in; nil for nobody, and for what does not end.
    package let credential: Credential?

    package init(
        address: String, userAgent: String, language: Preference.Language = .english, credential: Credential? = nil
    ) {
        self.credential = credential
        self.language = language
        self.address = address
        self.userAgent = Title.beginning(of: userAgent) ?? ""
    }
    /// The same, signed in by something else.
    package func by(_ credential: Credential?) -> Client {
        Client(address: address, userAgent: userAgent, language: language, credential: credential)
    }
}
