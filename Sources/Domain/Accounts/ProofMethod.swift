/// How somebody who is signed in can show that they are the owner.
package enum ProofMethod: String, CaseIterable, Sendable {
    case password, totp, recovery, passkey
    /// For an account with none of these: signing in again.
    case signIn = "sign_in"
}
