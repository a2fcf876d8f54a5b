import Domain

/// Who asks: for limits and for the list of sign-ins.
package struct Client: Sendable, Equatable {
    /// The client's IP address as text.
    package let address: String
    /// What it calls itself; cut to 200 characters.
    package let userAgent: String

    /// For letters that this request brings about.
    package let language: Preference.Language

    package init(address: String, userAgent: String, language: Preference.Language = .english) {
        self.language = language
        self.address = address
        self.userAgent = Title.beginning(of: userAgent) ?? ""
    }
}
