import Domain
import Foundation
import Logging
import Storage

/// Uploads that go to the account's bucket first: the server gives out addresses, and brings what was put there into the
/// home once the client says that all of it is there. Nothing is believed of what lies there: it is counted, hashed and
/// looked at as any upload.
package struct DirectUploads: Sendable {
    /// Where the page of this server sends files to by itself.
    package enum Way: String, CaseIterable, Sendable { case server, direct }

    /// How far an upload is.
    package struct Status: Sendable {
        package let upload: DirectUpload
        package let parts: [Part]
        /// Once it is complete.
        package let file: MediaFile?
    }

    package struct Part: Sendable {
        package let place: DirectUpload.Part
        /// Where it can be put; nil once the bucket has it.
        package let address: MirrorAddress?
    }

    /// How long an address can be written to.
    package static let addressLifetime: Duration = .seconds(3600)

    private let store: Store
    private let files: Files
    private let ports: [MirrorPort]
    private let arrivals: DirectArrivals
    private let way: Way
    private let lifetime: Duration
    private let logger: Logger
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    /// - Parameter lifetime: an upload that nobody asked for so long is thrown away.
    init(
        store: Store, files: Files, blobs: BlobStore, ports: [MirrorPort], way: Way, lifetime: Duration, logger: Logger,
        newID: IDSource, now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.files = files
        self.ports = ports
        self.way = way
        self.lifetime = lifetime
        self.logger = logger
        self.newID = newID
        self.now = now
        arrivals = DirectArrivals(store: store, files: files, blobs: blobs)
    }

    /// Whether a page should send the account's files to a bucket without being told to.
    package func isPreferred(by account: AccountID) async throws -> Bool {
        guard way == .direct else { return false }
        return try await bucket(for: account) != nil
    }

    /// Hosts that pages send files to by themselves: `https://bucket.s3.us-east-1.amazonaws.com`.
    package var origins: [String] {
        guard way == .direct else { return [] }
        return ports.compactMap { port in
            let address = try? port.mirror.direct?.putAddress(of: "uploads/a", lifetime: Self.addressLifetime)
            return (address?.url).flatMap(URL.init)?.origin
        }
    }

    /// - Parameters:
    ///   - name: the file's; made harmless here.
    ///   - sha256: of the whole file; nil when the client does not know it yet.
    /// - Throws: ``StudioError/conflict(_:)`` where no bucket takes what others put there.
    package func create(
        account: AccountID, name: String, sizeBytes: Int64, kind: MediaFile.Kind?, sha256: BlobHash?
    ) async throws -> Status {
        if let id: UploadID = IdempotencyClaim.earlierID(), try await store.directUpload(id, of: account) != nil {
            return try await status(id, of: account)
        }
        guard let mirror = try await bucket(for: account) else {
            throw StudioError.conflict(
                Conflict("no_direct_bucket", "this server has no bucket that takes uploads; send the file here"))
        }
        _ = try await files.intake.allowance(for: kind, account: account, announced: sizeBytes)
        guard try await store.openUploadsCount(of: account) < files.limits.openUploads else {
            throw StudioError.conflict(
                Conflict("too_many_uploads", "too many uploads are unfinished; finish or delete one first"))
        }
        let (id, moment): (UploadID, Timestamp) = (IdempotencyClaim.id(or: newID), now())
        let staging = StagingBucket(mirror, logger: logger)
        let partBytes = DirectUpload.partBytes(of: sizeBytes)
        let multipart = try await partBytes == nil ? nil : staging.begin(DirectUpload.key(of: id))
        let upload = DirectUpload(
            id: id, accountID: account, mirror: mirror.name, multipartID: multipart?.id, sizeBytes: sizeBytes,
            partBytes: partBytes ?? sizeBytes, sha256: sha256, title: Title.ofFile(named: name), kind: kind,
            createdAt: moment, expiresAt: moment + lifetime, writableUntil: moment + Self.addressLifetime)
        do {
            let status = Status(upload: upload, parts: try staging.addresses(of: upload, besides: []), file: nil)
            try await store.create(upload)
            return status
        } catch {
            if let multipart { try? await mirror.abort(multipart) }
            throw error as? StoreError == .full ? StudioError.storageFull : error
        }
    }

    /// With fresh addresses for what the bucket does not have.
    package func status(_ id: UploadID, of account: AccountID) async throws -> Status {
        var upload = try await find(id, of: account)
        if let fileID = upload.fileID {
            return Status(upload: upload, parts: [], file: try await store.file(fileID, of: account))
        }
        let staging = try staging(of: upload)
        let there = try await staging.partsThere(of: upload)
        upload.expiresAt = now() + lifetime
        upload.writableUntil = now() + Self.addressLifetime
        guard
            try await store.extendDirectUpload(id, until: upload.expiresAt, writableUntil: upload.writableUntil)
        else { return try await status(id, of: account) }
        return Status(upload: upload, parts: try staging.addresses(of: upload, besides: there), file: nil)
    }

    /// All of it is in the bucket. It comes into the home and becomes a file, also when the client leaves meanwhile; who
    /// asks again waits for the same, or is told the same.
    /// - Throws: ``StudioError/conflict(_:)`` when something is missing. After ``StudioError/unsupportedMedia(_:)``,
    ///   ``StudioError/invalid(field:reason:)`` and ``StudioError/tooLarge(limitBytes:)`` the upload is gone.
    package func complete(_ id: UploadID, of account: AccountID) async throws -> MediaFile {
        if let file = try await arrivals.joined(id, of: account) { return file }
        let upload = try await find(id, of: account)
        guard let fileID = upload.fileID else {
            return try await arrivals.file(of: upload, from: try staging(of: upload))
        }
        guard let file = try await store.file(fileID, of: account) else { throw StudioError.notFound("file") }
        return file
    }

    package func terminate(_ id: UploadID, of account: AccountID) async throws {
        _ = try await find(id, of: account)
        try await store.deleteDirectUpload(id)
    }

    /// Throws away what nobody has asked for.
    func sweep() async throws {
        for upload in try await store.expiredDirectUploads(at: now()) where !arrivals.isUnderWay(upload.id) {
            try await store.deleteDirectUpload(upload.id)
        }
    }

    private func find(_ id: UploadID, of account: AccountID) async throws -> DirectUpload {
        guard let upload = try await store.directUpload(id, of: account), upload.expiresAt > now() else {
            throw StudioError.notFound("upload")
        }
        return upload
    }

    private func staging(of upload: DirectUpload) throws -> StagingBucket {
        guard let mirror = ports.first(where: { $0.mirror.name == upload.mirror })?.mirror.direct else {
            throw StagingBucket.lost
        }
        return StagingBucket(mirror, logger: logger)
    }

    /// That of the account's region, or the first that others may write to.
    private func bucket(for account: AccountID) async throws -> (any DirectStore)? {
        let able = ports.filter { $0.mirror.direct != nil }
        return try await able.nearest { try await store.preference(of: account)?.country }?.mirror.direct
    }
}
