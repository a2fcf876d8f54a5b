/// A resumable upload (tus 1.0) that is under way or just completed. Its bytes lie in a file of the home until they
/// are a blob.
package struct Upload: Codable, Equatable, Sendable, Identifiable {
    package let id: UploadID
    package let accountID: AccountID
    /// What the client announced, in bytes.
    package let lengthBytes: Int64
    /// What the client announced about itself, exactly as its `Upload-Metadata` header said; at most 4 KiB.
    package let metadata: String
    /// The file name without folders, 1...200 characters.
    package let title: String
    /// What the client says it is; nil takes what the probe finds.
    package let kind: MediaFile.Kind?
    package let createdAt: Timestamp
    /// After this the upload is gone, and its bytes with it.
    package var expiresAt: Timestamp
    /// The file that the completed upload became.
    package var fileID: FileID?

    package init(
        id: UploadID, accountID: AccountID, lengthBytes: Int64, metadata: String, title: String,
        kind: MediaFile.Kind?, createdAt: Timestamp, expiresAt: Timestamp, fileID: FileID? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.lengthBytes = lengthBytes
        self.metadata = metadata
        self.title = title
        self.kind = kind
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.fileID = fileID
    }
}
