import Domain
import Foundation
import Logging
import Storage

/// Makes a stored file of bytes that lie complete on the disk: looked at by the probe, held against the limits, adopted
/// as a blob, and only then told of in a row.
struct Intake: Sendable {
    let store: Store
    let blobs: BlobStore
    let probe: any MediaProbe
    /// Accounts take turns at the probe.
    let gate: FairGate<AccountID>
    let limits: UploadLimits
    /// Room for the files of an account, by its plan; nil leaves it to the limits.
    let planBytes: @Sendable (AccountID) async throws -> Int64?
    let counts: MediaCounts
    let logger: Logger
    let newID: IDSource
    let now: @Sendable () -> Timestamp

    /// What a medium is called in a sentence.
    static func noun(_ kind: MediaFile.Kind) -> String {
        switch kind {
        case .image: "a picture"
        case .audio: "an audio file"
        case .video: "a video"
        }
    }

    /// How many bytes may come, at most.
    /// - Throws: ``StudioError/tooLarge(limitBytes:)`` or ``StudioError/quotaReached(usedBytes:quotaBytes:)`` when even
    ///   `announced` is too much.
    func allowance(for kind: MediaFile.Kind?, account: AccountID, announced: Int64?) async throws -> Int64 {
        let used = try await store.storageUsed(by: account)
        let quota = try await planBytes(account) ?? limits.accountBytes
        let (limit, free) = (limits.bytes(of: kind), max(0, quota - used))
        if let announced, announced > limit { throw StudioError.tooLarge(limitBytes: limit) }
        guard free > 0, announced ?? 0 <= free else {
            throw StudioError.quotaReached(usedBytes: used, quotaBytes: quota)
        }
        return min(limit, free)
    }

    /// - Parameters:
    ///   - path: on the file system of the blobs; gone afterwards when the file is stored, else left to the caller.
    ///   - kind: what the client says it is; nil takes what the probe finds.
    ///   - field: of the request, to be named when the kind is another one.
    ///   - id: nil takes a new one.
    ///   - write: puts the row down.
    func store(
        _ path: String, hash: BlobHash, title: String, kind: MediaFile.Kind?, origin: MediaFile.Origin,
        account: AccountID, field: String, id: FileID? = nil, write: (MediaFile) async throws -> Void
    ) async throws -> MediaFile {
        let facts = try await facts(of: path, for: account)
        if let kind, facts.kind != kind {
            throw StudioError.invalid(
                field: field, reason: "is \(Self.noun(facts.kind)); \(Self.noun(kind)) is needed")
        }
        guard facts.sizeBytes <= limits.bytes(of: facts.kind) else {
            throw StudioError.tooLarge(limitBytes: limits.bytes(of: facts.kind))
        }
        let file = MediaFile(
            id: id ?? newID.next(), accountID: account, kind: facts.kind, origin: origin, title: title, blob: hash,
            facts: facts, createdAt: now())
        do {
            try await blobs.adopt(path, as: hash)
            try await write(file)
        } catch StoreError.full {
            throw StudioError.storageFull
        }
        counts.note(file)
        return file
    }

    private func facts(of path: String, for account: AccountID) async throws -> MediaFacts {
        do {
            return try await gate.passing(as: account) { try await probe.probe(path) }
        } catch let error as ProbeError {
            switch error {
            case .notMedia(let found): throw StudioError.unsupportedMedia(found)
            // Neither says anything about the bytes: the upload stays where it is and can be completed again.
            case .timedOut: throw StudioError.unavailable("reading this file takes too long right now; try again")
            case .unavailable(let why):
                logger.error("the probe does not work", metadata: ["reason": "\(why)"])
                throw StudioError.unavailable("files cannot be read right now; try again in a moment")
            }
        }
    }

    func discard(_ path: String) async {
        // What stays behind is found by the sweep of the next start.
        try? await blobs.io.run { try FileManager.default.removeItem(atPath: path) }
    }
}
