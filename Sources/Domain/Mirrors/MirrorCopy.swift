/// A blob and a mirror that it belongs to.
package struct MirrorCopy: Equatable, Sendable {
    package enum Status: String, CaseIterable, Sendable {
        /// It has to be copied there.
        case waiting
        /// The mirror has it, and has shown that it is whole.
        case copied
        /// It has to be removed there: nobody has it any more.
        case leaving
    }

    package let mirror: String
    package let blob: BlobHash
    package let sizeBytes: Int64
    package let status: Status
    /// Of an upload in parts that has begun.
    package let uploadID: String?
    /// When it came into this status.
    package let since: Timestamp
    /// What the mirror called the bytes when it showed that it has them; nil when nobody noted it.
    package let tag: String?

    package init(
        mirror: String, blob: BlobHash, sizeBytes: Int64, status: Status, uploadID: String?, since: Timestamp,
        tag: String? = nil
    ) {
        self.tag = tag
        self.mirror = mirror
        self.blob = blob
        self.sizeBytes = sizeBytes
        self.status = status
        self.uploadID = uploadID
        self.since = since
    }

    /// What it is called there: `blobs/ab/<sha256>`.
    package var key: String { Self.key(of: blob) }

    package static func key(of blob: BlobHash) -> String { "blobs/\(blob.hex.prefix(2))/\(blob.hex)" }

    /// Whether this is an object of its size that was put as its bytes.
    package func isWhole(as object: MirrorObject?) -> Bool {
        object?.sizeBytes == sizeBytes && object?.sha256 == blob.hex
    }

    /// Whether that is the very object that was shown when the copy was proven. Another that says the same of itself may hold
    /// anything.
    package func isUntouched(as object: MirrorObject?) -> Bool {
        isWhole(as: object) && tag != nil && tag == object?.etag
    }

    /// How the outbox names it: `s3/<sha256>`.
    package static func parts(of subject: String) -> (mirror: String, blob: BlobHash)? {
        let parts = subject.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let blob = BlobHash(hex: String(parts[1])) else { return nil }
        return (String(parts[0]), blob)
    }
}

/// What goes to a mirror.
package enum MirrorRule: String, CaseIterable, Sendable {
    case everything
    /// What was generated, models included.
    case results
    /// What accounts in mainland China have.
    case mainland
    /// What all other accounts have.
    case elsewhere
}

/// How far a mirror is.
package struct MirrorStanding: Equatable, Sendable {
    package let name: String
    package let rule: MirrorRule
    /// Whether the settings still name it.
    package let isActive: Bool
    /// Which bucket it is; nil when nobody has said so yet.
    package var place: String?
    /// Media that it has.
    package var copies = 0
    package var copiedBytes: Int64 = 0
    /// Media that it does not have yet.
    package var waiting = 0
    package var waitingBytes: Int64 = 0
    /// Since when the first of them waits.
    package var oldest: Timestamp?
    /// Media that it still has and should not.
    package var leaving = 0
    /// Since when the first of those should be gone.
    package var oldestLeaving: Timestamp?

    package init(name: String, rule: MirrorRule, isActive: Bool) {
        self.name = name
        self.rule = rule
        self.isActive = isActive
    }
}

/// How much lies on the disk, and how much only in mirrors.
package struct LocalStanding: Equatable, Sendable {
    package var blobs = 0
    package var bytes: Int64 = 0
    package var awayBlobs = 0
    package var awayBytes: Int64 = 0

    package init() {}
}
