import Domain

/// Where the bytes of blobs come from that are not on the disk.
package protocol BlobSource: Sendable {
    /// Nil when no copy is known.
    /// - Throws: ``MirrorError`` when there are copies, and none of them can be asked for.
    func origin(of hash: BlobHash) async throws -> BlobOrigin?
    /// The blob lies on the disk again.
    /// - Returns: false when nobody has it any more.
    func arrived(_ hash: BlobHash) async throws -> Bool
}

/// A copy of a blob that was looked at just now.
package struct BlobOrigin: Sendable {
    package let sizeBytes: Int64
    /// Writes these bytes to the same place of the file, which is there.
    package let read: @Sendable (ClosedRange<Int64>, _ path: String) async throws -> Void
    /// Its bytes are not the blob's.
    package let reject: @Sendable () async -> Void

    package init(
        sizeBytes: Int64, read: @escaping @Sendable (ClosedRange<Int64>, _ path: String) async throws -> Void,
        reject: @escaping @Sendable () async -> Void
    ) {
        self.sizeBytes = sizeBytes
        self.read = read
        self.reject = reject
    }
}
