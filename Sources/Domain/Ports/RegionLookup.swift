/// Guesses from where a request comes. A guess is good for defaults only: it never decides what somebody may do.
package protocol RegionLookup: Sendable {
    /// - Parameter address: an IP address as text.
    /// - Returns: two capital letters of ISO 3166-1; nil for an address that is not known.
    func country(of address: String) -> String?
}
