import Domain
import Foundation
import Logging
import Storage

/// The media of an account: what it uploaded, what was fetched for it, and the bytes of its results.
package struct Files: Sendable {
    let intake: Intake
    private let store: Store
    private let blobs: BlobStore
    private let fetcher: any RemoteMedia
    private let thumbnails: Thumbnails

    /// - Parameters:
    ///   - home: whose `thumbnails` folder is used as a cache.
    ///   - planBytes: room for the files of an account, by its plan; nil leaves it to the limits.
    ///   - counts: of the media that are taken in.
    package init(
        store: Store, blobs: BlobStore, home: Home, probe: any MediaProbe, fetcher: any RemoteMedia,
        limits: UploadLimits = UploadLimits(),
        planBytes: @escaping @Sendable (AccountID) async throws -> Int64? = { _ in nil },
        counts: MediaCounts = MediaCounts(), logger: Logger, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.blobs = blobs
        self.fetcher = fetcher
        let gate = FairGate<AccountID>(places: 3, perOwner: 2, waitingPerOwner: 128)
        intake = Intake(
            store: store, blobs: blobs, probe: probe, gate: gate, limits: limits, planBytes: planBytes,
            counts: counts, logger: logger, newID: newID, now: now)
        thumbnails = Thumbnails(folder: home.thumbnails, blobs: blobs, probe: probe, gate: gate, logger: logger)
    }

    package var limits: UploadLimits { intake.limits }

    /// - Parameters:
    ///   - kind: what the client says it is, if it does.
    ///   - announcedBytes: the client's figure; refused at once when it is too much.
    package func begin(account: AccountID, kind: MediaFile.Kind?, announcedBytes: Int64? = nil) async throws
        -> IncomingMedium
    {
        let allowance = try await intake.allowance(for: kind, account: account, announced: announcedBytes)
        do {
            return IncomingMedium(file: try await blobs.newIncomingFile(), allowance: allowance)
        } catch StoreError.full {
            throw StudioError.storageFull
        }
    }

    /// Waits until everything is on the disk.
    /// - Throws: ``StudioError/unsupportedMedia(_:)`` for an empty one, ``StudioError/storageFull``; nothing is kept then.
    package func arrive(_ incoming: IncomingMedium) async throws -> ArrivedMedium {
        do {
            let (hash, sizeBytes) = try await incoming.file.finish()
            let medium = ArrivedMedium(path: incoming.file.path, hash: hash)
            if sizeBytes > 0 { return medium }
            await discard(medium)
        } catch StoreError.full {
            throw StudioError.storageFull
        }
        throw StudioError.unsupportedMedia("this is an empty file")
    }

    /// - Parameter title: the file name that the client gave; made harmless here.
    /// - Throws: ``StudioError/unsupportedMedia(_:)`` for what no probe can read; nothing is kept then.
    package func keep(
        _ medium: ArrivedMedium, title: String?, kind: MediaFile.Kind?, account: AccountID
    ) async throws -> MediaFile {
        if let id: FileID = IdempotencyClaim.earlierID(), let earlier = try await store.file(id, of: account) {
            await discard(medium)
            return earlier
        }
        do {
            return try await intake.store(
                medium.path, hash: medium.hash, title: Title.ofFile(named: title ?? ""), kind: kind, origin: .upload,
                account: account, field: "file", id: IdempotencyClaim.givenID()
            ) { try await store.add($0) }
        } catch {
            await discard(medium)
            throw error as? StoreError == .full ? StudioError.storageFull : error
        }
    }

    package func discard(_ medium: ArrivedMedium) async { await intake.discard(medium.path) }

    /// Fetches a medium from the network.
    /// - Parameter field: of the request, to be named in errors: `image_url`.
    package func fetch(url: String, kind: MediaFile.Kind?, account: AccountID, field: String) async throws
        -> MediaFile
    {
        let allowance = try await intake.allowance(for: kind, account: account, announced: nil)
        let path = blobs.temporaryPath()
        do {
            let suggested = try await download(url, to: path, maxBytes: allowance, for: account, field: field)
            let hash = try await BlobHash(ofFile: path, on: blobs.io)
            let name = suggested ?? URL(string: url)?.lastPathComponent ?? ""
            return try await intake.store(
                path, hash: hash, title: Title.ofFile(named: name), kind: kind, origin: .url, account: account,
                field: field
            ) { try await store.add($0) }
        } catch {
            await intake.discard(path)
            throw error
        }
    }

    package func get(_ id: FileID, of account: AccountID) async throws -> MediaFile {
        guard let file = try await store.file(id, of: account) else { throw StudioError.notFound("file") }
        return file
    }

    /// Whoever owns it: only to be called with a good ``MediaLinks/Proof``.
    package func get(_ id: FileID) async throws -> MediaFile {
        guard let file = try await store.file(id) else { throw StudioError.notFound("file") }
        return file
    }

    /// Uploads, newest first; results are in the library.
    package func list(of account: AccountID, kind: MediaFile.Kind?, page: PageRequest) async throws
        -> Page<MediaFile>
    {
        try await store.files(of: account, kind: kind, page: page)
    }

    package func rename(_ id: FileID, of account: AccountID, title: String) async throws -> MediaFile {
        guard let title = Title.cleaned(title) else {
            throw StudioError.invalid(field: "title", reason: "must have 1 to 200 characters")
        }
        guard let file = try await store.rename(id, of: account, title: title) else {
            throw StudioError.notFound("file")
        }
        return file
    }

    /// - Throws: ``StudioError/conflict(_:)`` while a task needs it.
    package func delete(_ id: FileID, of account: AccountID) async throws {
        do {
            guard try await store.deleteFile(id, of: account) else { throw StudioError.notFound("file") }
        } catch StoreError.inUse {
            throw StudioError.conflict(Conflict("in_use", "an unfinished task uses this file; cancel the task first"))
        } catch StoreError.isPreview {
            throw StudioError.conflict(
                Conflict("shown_by_model", "an avatar or a voice shows this; delete that instead"))
        } catch StoreError.isProof {
            throw StudioError.conflict(
                Conflict("consent_proof", "this recording is the proof of a consent and cannot be deleted"))
        }
    }

    /// The absolute path of a file's bytes, which never change.
    package func path(of file: MediaFile) -> String { blobs.path(of: file.blob) }

    /// The file's bytes on their way back from a mirror; nil when they are to be read from the disk.
    package func arriving(_ file: MediaFile) async throws -> ArrivingMedium? {
        try await ArrivingMedium(file, in: blobs)
    }

    /// The absolute path of a JPEG of the medium; made when it is asked for the first time.
    /// - Parameter width: taken up to the next of 160, 320, 640 and 1280 pixels.
    package func thumbnail(of file: MediaFile, width: Int) async throws -> String {
        try await thumbnails.path(of: file.blob, width: width, for: file.accountID)
    }

    /// A text that belongs to the medium.
    /// - Throws: ``StudioError/notFound(_:)`` when there is none.
    package func sidecar(_ role: Delivery.Sidecar, of file: MediaFile) async throws -> String {
        guard let text = try await store.sidecar(role, of: file.id) else { throw StudioError.notFound(role.rawValue) }
        return text
    }

    private func download(
        _ url: String, to path: String, maxBytes: Int64, for account: AccountID, field: String
    ) async throws -> String? {
        do {
            return try await fetcher.fetch(url, to: path, maxBytes: maxBytes, for: account)
        } catch {
            switch error {
            case .invalidURL(let reason): throw StudioError.invalid(field: field, reason: reason)
            case .forbiddenAddress:
                throw StudioError.invalid(field: field, reason: "must lead to a public address")
            case .tooLarge(let limit): throw StudioError.tooLarge(limitBytes: limit)
            case .timedOut: throw StudioError.providerTimedOut("the server of \(field) took too long")
            case .status(let status):
                throw StudioError.invalid(field: field, reason: "cannot be fetched: its server answered \(status)")
            case .busy: throw StudioError.rateLimited(retryAfter: .seconds(30))
            case .unreachable(let why): throw StudioError.provider("\(field) cannot be fetched: \(why)")
            case .offline: throw StudioError.offline(field: field)
            case .storageFull: throw StudioError.storageFull
            }
        }
    }
}
