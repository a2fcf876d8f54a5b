import Foundation

/// A bucket of an object store that keeps second copies of media.
package protocol ObjectStore: Sendable {
    /// A word for it: `s3`.
    var name: String { get }
    /// Which bucket it is: host, bucket and folder. Two that say the same are the same; nil where nobody can tell.
    var place: String? { get }
    /// The number of the key that what is put there is sealed with; nil where nothing is.
    var seal: UInt32? { get }
    /// The bucket itself, where others may write to it.
    var direct: (any DirectStore)? { get }

    /// Puts a whole object there at once.
    func put(_ content: MirrorContent, as key: String) async throws(MirrorError)

    /// Begins an object that comes in parts.
    func beginUpload(of key: String, label: MirrorLabel) async throws(MirrorError) -> MirrorUpload
    /// - Returns: what the bucket calls the part.
    func putPart(_ number: Int, of upload: MirrorUpload, _ content: MirrorContent) async throws(MirrorError) -> String
    /// The parts that are there already.
    func parts(of upload: MirrorUpload) async throws(MirrorError) -> [MirrorPart]
    /// - Parameter parts: all of them, by their number.
    func complete(_ upload: MirrorUpload, parts: [MirrorPart]) async throws(MirrorError)
    /// Nothing happens when it is gone already.
    func abort(_ upload: MirrorUpload) async throws(MirrorError)

    /// Nil when it is not there.
    func facts(of key: String) async throws(MirrorError) -> MirrorObject?
    /// Writes the object, or a part of it, into a file that is made or emptied.
    /// - Returns: how many bytes came.
    func get(_ key: String, bytes: ClosedRange<Int64>?, to path: String) async throws(MirrorError) -> Int64
    /// Writes these bytes of the object, all of them, to the same place of a file that is there.
    func read(_ key: String, bytes: ClosedRange<Int64>, into path: String) async throws(MirrorError)
    /// At most a thousand, by their keys.
    /// - Parameter after: the `next` of the last listing; nil for the first.
    func list(prefix: String, after: String?) async throws(MirrorError) -> MirrorListing
    /// Nothing happens when it is not there.
    func delete(_ key: String) async throws(MirrorError)

    /// An address from which whoever has it may read the object for a while.
    /// - Parameters:
    ///   - disposition: of `Content-Disposition`; nil lets a browser show it.
    ///   - lifetime: at most seven days.
    func address(
        of key: String, type: String?, disposition: String?, lifetime: Duration
    ) throws(MirrorError) -> String
    /// An address to which whoever has it may write the object for a while.
    func uploadAddress(of key: String, type: String, lifetime: Duration) throws(MirrorError) -> String
}

extension ObjectStore {
    package var place: String? { nil }
    package var seal: UInt32? { nil }
    package var direct: (any DirectStore)? { self as? any DirectStore }
}

/// What a bucket keeps with an object and tells of it.
package struct MirrorLabel: Equatable, Sendable {
    /// Of the blob, in hexadecimal digits.
    package let sha256: String?
    /// The number of the key that the bytes are sealed with; nil when they are as they are.
    package var seal: UInt32?

    package init(sha256: String?, seal: UInt32? = nil) {
        self.sha256 = sha256
        self.seal = seal
    }
}

/// A file, or a part of one, on its way to a mirror.
package struct MirrorContent: Equatable, Sendable {
    package let path: String
    package let offset: Int64
    package let sizeBytes: Int64
    /// Of these bytes, in hexadecimal digits; nil when nobody knows it.
    package let sha256: String?
    /// Of these bytes: 16 bytes.
    package let md5: Data
    /// Of a whole object.
    package let label: MirrorLabel

    /// - Parameter label: nil tells `sha256`.
    package init(
        path: String, offset: Int64 = 0, sizeBytes: Int64, sha256: String? = nil, md5: Data, label: MirrorLabel? = nil
    ) {
        self.label = label ?? MirrorLabel(sha256: sha256)
        self.path = path
        self.offset = offset
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
        self.md5 = md5
    }
}

package struct MirrorUpload: Equatable, Sendable {
    package let key: String
    /// What the bucket calls it.
    package let id: String

    package init(key: String, id: String) {
        self.key = key
        self.id = id
    }
}

package struct MirrorPart: Equatable, Sendable {
    package let number: Int
    package let sizeBytes: Int64
    /// Without quotes.
    package let etag: String

    package init(number: Int, sizeBytes: Int64, etag: String) {
        self.number = number
        self.sizeBytes = sizeBytes
        self.etag = etag
    }
}

/// What a bucket says of an object.
package struct MirrorObject: Equatable, Sendable {
    package let key: String
    package let sizeBytes: Int64
    /// Without quotes; of a whole object without a key of the customer's it is the MD5.
    package let etag: String
    /// As it was told when the object was put; nil in lists.
    package let sha256: String?
    /// The number of the key that it is sealed with, likewise.
    package let seal: UInt32?

    package init(key: String, sizeBytes: Int64, etag: String, sha256: String? = nil, seal: UInt32? = nil) {
        self.key = key
        self.sizeBytes = sizeBytes
        self.etag = etag
        self.sha256 = sha256
        self.seal = seal
    }
}

package struct MirrorListing: Equatable, Sendable {
    package let objects: [MirrorObject]
    /// Nil at the end.
    package let next: String?

    package init(objects: [MirrorObject], next: String?) {
        self.objects = objects
        self.next = next
    }
}

/// Why a mirror did not do it, in words without secrets.
package enum MirrorError: Error, Equatable, Sendable {
    /// Nothing can be done with the bucket at present: it is not reached, or is too busy.
    case down(String)
    /// Nothing can be done with the bucket until somebody changes something: the keys, the region, the clock.
    case misconfigured(String)
    /// The object, or the upload, is not there.
    case missing
    /// The object is not what was put there.
    case damaged
    /// This request is refused; others may not be.
    case refused(String)
    /// This machine's disk is full.
    case storageFull
    case cancelled

    /// For people, within a sentence.
    package var words: String {
        switch self {
        case .down(let reason), .misconfigured(let reason), .refused(let reason): reason
        case .missing: "the bucket lost what it had"
        case .damaged: "the bucket has other bytes than were put there"
        case .storageFull: "the disk is full"
        case .cancelled: "it was cut off"
        }
    }
}

/// A bucket that others may write to for a while, with addresses that it gives them.
package protocol DirectStore: ObjectStore {
    /// Where the object can be put at once.
    func putAddress(of key: String, lifetime: Duration) throws(MirrorError) -> MirrorAddress
    /// Where a part can be put.
    func partAddress(_ number: Int, of upload: MirrorUpload, lifetime: Duration) throws(MirrorError) -> MirrorAddress
}

/// An address to which whoever has it may write, with exactly these headers.
package struct MirrorAddress: Equatable, Sendable {
    package let url: String
    package let headers: [String: String]

    package init(url: String, headers: [String: String]) {
        self.url = url
        self.headers = headers
    }
}
