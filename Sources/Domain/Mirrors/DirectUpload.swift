/// A file that a client puts into a bucket itself, where it lies until it becomes a file of the home.
package struct DirectUpload: Equatable, Sendable, Identifiable {
    /// From this size on an upload comes in parts.
    private static let leastPartBytes: Int64 = 16 << 20
    /// So that a list of them with their addresses stays small.
    private static let mostParts: Int64 = 1000

    package let id: UploadID
    package let accountID: AccountID
    /// The bucket's name among the mirrors.
    package let mirror: String
    /// What the bucket calls an upload in parts; nil for an object that is put at once.
    package let multipartID: String?
    /// What the client announced; nothing else is taken.
    package let sizeBytes: Int64
    /// Of each part but the last.
    package let partBytes: Int64
    /// What the client says that the bytes hash to; nil when it does not say.
    package let sha256: BlobHash?
    /// The file name without folders, 1...200 characters.
    package let title: String
    /// What the client says it is; nil takes what the probe finds.
    package let kind: MediaFile.Kind?
    package let createdAt: Timestamp
    /// After this the upload is gone, and what lies in the bucket with it.
    package var expiresAt: Timestamp
    /// Until when an address that was given out can be written to.
    package var writableUntil: Timestamp
    /// The file that it became.
    package var fileID: FileID?

    package init(
        id: UploadID, accountID: AccountID, mirror: String, multipartID: String?, sizeBytes: Int64, partBytes: Int64,
        sha256: BlobHash?, title: String, kind: MediaFile.Kind?, createdAt: Timestamp, expiresAt: Timestamp,
        writableUntil: Timestamp, fileID: FileID? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.mirror = mirror
        self.multipartID = multipartID
        self.sizeBytes = sizeBytes
        self.partBytes = partBytes
        self.sha256 = sha256
        self.title = title
        self.kind = kind
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.writableUntil = writableUntil
        self.fileID = fileID
    }
}

extension DirectUpload {
    /// Bytes that are put with one request.
    package struct Part: Equatable, Sendable {
        /// From 1 on.
        package let number: Int
        package let offset: Int64
        package let sizeBytes: Int64
    }

    /// All of them, by their number.
    package var parts: [Part] {
        stride(from: 0, to: sizeBytes, by: Int64.Stride(partBytes)).enumerated().map { index, offset in
            Part(number: index + 1, offset: offset, sizeBytes: min(partBytes, sizeBytes - offset))
        }
    }

    /// Whole mebibytes; nil for what is put at once.
    package static func partBytes(of sizeBytes: Int64) -> Int64? {
        guard sizeBytes >= leastPartBytes else { return nil }
        let least = sizeBytes / mostParts + 1
        return max(leastPartBytes, ((least + (1 << 20) - 1) >> 20) << 20)
    }

    /// Where it lies in the bucket.
    package static func key(of id: UploadID) -> String { "uploads/\(id)" }
    package var key: String { Self.key(of: id) }

    package var multipart: MirrorUpload? { multipartID.map { MirrorUpload(key: key, id: $0) } }
}

/// What may still lie in a bucket of an upload that has ended.
package struct DirectLeftover: Equatable, Sendable {
    package let id: UploadID
    package let mirror: String
    package let multipartID: String?
    package let writableUntil: Timestamp

    package init(id: UploadID, mirror: String, multipartID: String?, writableUntil: Timestamp) {
        self.id = id
        self.mirror = mirror
        self.multipartID = multipartID
        self.writableUntil = writableUntil
    }
}
