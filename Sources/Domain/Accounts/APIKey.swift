/// Lets a program in on behalf of its account. The key itself is told once; what is stored is its SHA-256.
package struct APIKey: Equatable, Sendable, Identifiable {
    package struct Use: Equatable, Sendable {
        package let at: Timestamp
        package let address: String

        package init(at: Timestamp, address: String) {
            self.at = at
            self.address = address
        }
    }

    package let id: APIKeyID
    package let accountID: AccountID
    /// 1...100 characters.
    package let name: String
    /// The 8 characters after `gr_`, by which a person tells keys apart.
    package let prefix: String
    package let scopes: Set<Scope>
    package let createdAt: Timestamp
    /// Nil for one that is good until it is revoked.
    package let expiresAt: Timestamp?
    /// The key that takes its place.
    package var replacedBy: APIKeyID?
    /// The end of the time in which both are good.
    package var endsAt: Timestamp?
    /// Put down once a minute; what is younger is in memory.
    package var lastUse: Use?

    package init(
        id: APIKeyID, accountID: AccountID, name: String, prefix: String, scopes: Set<Scope>, createdAt: Timestamp,
        expiresAt: Timestamp?, replacedBy: APIKeyID? = nil, endsAt: Timestamp? = nil, lastUse: Use? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.name = name
        self.prefix = prefix
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.replacedBy = replacedBy
        self.endsAt = endsAt
        self.lastUse = lastUse
    }

    /// Whether neither its expiry nor the end of its overlap has come.
    package func isGood(at moment: Timestamp) -> Bool {
        if let expiresAt, expiresAt <= moment { return false }
        if let endsAt, endsAt <= moment { return false }
        return true
    }
}

package typealias APIKeyID = Identifier<APIKey>
