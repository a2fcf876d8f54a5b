import Foundation

/// A key pair of which a device or a password manager has the private half (WebAuthn, W3C Recommendation level 2).
package struct Passkey: Equatable, Sendable, Identifiable {
    package let id: PasskeyID
    package let accountID: AccountID
    /// 1...100 characters.
    package var name: String
    /// 1...1023 bytes, chosen by the authenticator.
    package let credentialID: Data
    /// A COSE_Key (RFC 9053).
    package let publicKey: Data
    /// The host it was made for, and works for.
    package let relyingParty: String
    /// How a browser reaches it: `internal`, `usb`, `hybrid`…
    package let transports: [String]
    /// Rises with every use; 0 for ever where the authenticator does not count.
    package var signCount: UInt32
    package let isBackupEligible: Bool
    package var isBackedUp: Bool
    package let createdAt: Timestamp
    package var lastUsedAt: Timestamp?

    package init(
        id: PasskeyID, accountID: AccountID, name: String, credentialID: Data, publicKey: Data, relyingParty: String,
        transports: [String], signCount: UInt32, isBackupEligible: Bool, isBackedUp: Bool, createdAt: Timestamp,
        lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.name = name
        self.credentialID = credentialID
        self.publicKey = publicKey
        self.relyingParty = relyingParty
        self.transports = transports
        self.signCount = signCount
        self.isBackupEligible = isBackupEligible
        self.isBackedUp = isBackedUp
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

package typealias PasskeyID = Identifier<Passkey>
