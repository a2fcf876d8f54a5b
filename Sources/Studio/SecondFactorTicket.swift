/// What somebody gets whose password or provider was right, and who has to show a second factor.
package struct SecondFactorTicket: Equatable, Sendable {
    package enum Method: String, CaseIterable, Sendable { case totp, recovery, passkey }

    package static let lifetime: Duration = .seconds(300)
    /// Codes that may be tried with one ticket.
    static let attempts = 5

    /// 43 characters; only its hash is stored.
    package let text: String
    package let methods: [Method]
}
