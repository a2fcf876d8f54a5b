/// A link by which whoever has it sees a video. Its secret is told once and kept as a hash.
package struct ShareLink: Equatable, Sendable, Identifiable {
    package let id: ShareID
    package let accountID: AccountID
    package let videoID: VideoID
    package let createdAt: Timestamp
    /// Nil for one that stays until it is revoked.
    package let expiresAt: Timestamp?
    /// Whether it asks for a password.
    package let hasPassword: Bool

    package init(
        id: ShareID, accountID: AccountID, videoID: VideoID, createdAt: Timestamp, expiresAt: Timestamp?,
        hasPassword: Bool
    ) {
        self.id = id
        self.accountID = accountID
        self.videoID = videoID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.hasPassword = hasPassword
    }
}
