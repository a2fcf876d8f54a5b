/// Somebody who may sign in. The password is not here: only the store and the sign-in see its hash.
package struct Account: Codable, Equatable, Sendable, Identifiable {
    package enum Role: String, CaseIterable, Codable, Sendable { case admin, member }
    package enum Status: String, CaseIterable, Codable, Sendable { case active, suspended }

    package let id: AccountID
    /// As the person wrote it, trimmed; unique without regard to case.
    package var email: String
    /// 1...100 characters.
    package var name: String
    package var role: Role
    package var status: Status
    /// Whether a small visible mark is burnt into every video, besides the one in its metadata.
    package var visibleMark: Bool
    /// When a link that was sent to the address was opened; nil as long as nobody has.
    package var emailVerifiedAt: Timestamp?
    /// When whoever has the account showed that the address is theirs, too: by opening the link while signed in, by a
    /// reset, or by the word of a provider. Nil when the address is verified only, or not at all: somebody else may have
    /// made the account.
    package var ownerProvenAt: Timestamp?
    /// Whether the address goes to whoever shows that it is theirs: nobody has shown it for this account.
    package var yieldsAddress: Bool { emailVerifiedAt == nil && status == .active }
    /// Whether a link that its owner opens while signed in would still show something.
    package var needsProofOfAddress: Bool { emailVerifiedAt == nil || ownerProvenAt == nil }
    /// Whether a password or a provider alone does not let anybody in.
    package var hasSecondFactor: Bool
    package let createdAt: Timestamp

    package init(
        id: AccountID, email: String, name: String, role: Role, status: Status = .active,
        visibleMark: Bool = false, emailVerifiedAt: Timestamp? = nil, ownerProvenAt: Timestamp? = nil,
        hasSecondFactor: Bool = false, createdAt: Timestamp
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
        self.status = status
        self.visibleMark = visibleMark
        self.emailVerifiedAt = emailVerifiedAt
        self.ownerProvenAt = ownerProvenAt
        self.hasSecondFactor = hasSecondFactor
        self.createdAt = createdAt
    }
}

/// One sign-in on one device: a family of refresh tokens of which only the newest is good.
package struct Session: Codable, Equatable, Sendable, Identifiable {
    package let id: SessionID
    package let accountID: AccountID
    package let createdAt: Timestamp
    package var lastUsedAt: Timestamp
    /// The refresh token's end: 30 days after its last rotation.
    package var expiresAt: Timestamp
    /// What the client called itself, cut to 200 characters.
    package let userAgent: String
    package var address: String
    /// When its owner last showed who they are: at the sign-in, or since by a proof.
    package var provenAt: Timestamp

    /// - Parameter provenAt: nil is the moment of the sign-in.
    package init(
        id: SessionID, accountID: AccountID, createdAt: Timestamp, lastUsedAt: Timestamp, expiresAt: Timestamp,
        userAgent: String, address: String, provenAt: Timestamp? = nil
    ) {
        self.provenAt = provenAt ?? createdAt
        self.id = id
        self.accountID = accountID
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.userAgent = userAgent
        self.address = address
    }
}
