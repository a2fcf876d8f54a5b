import Domain
import Foundation
import Storage
import Synchronization

/// Brings uploads from their bucket into the home. A transfer continues when the client that started it leaves; the next
/// one to ask gets its result.
struct DirectArrivals: Sendable {
    private static let pieceBytes: Int64 = 16 << 20
    /// Pieces of an upload at a time.
    private static let streams = 3

    private struct Arrival {
        let account: AccountID
        let task: Task<MediaFile, any Error>
    }

    private let store: Store
    private let files: Files
    private let blobs: BlobStore
    /// Accounts take turns.
    private let gate = FairGate<AccountID>(places: 4, perOwner: 2, waitingPerOwner: 128)
    private let underWay = UnderWay()

    private final class UnderWay: Sendable { let arrivals = Mutex<[UploadID: Arrival]>([:]) }

    init(store: Store, files: Files, blobs: BlobStore) {
        self.store = store
        self.files = files
        self.blobs = blobs
    }

    func isUnderWay(_ id: UploadID) -> Bool { underWay.arrivals.withLock { $0[id] != nil } }

    /// Nil when nobody has begun with it.
    func joined(_ id: UploadID, of account: AccountID) async throws -> MediaFile? {
        guard let arrival = underWay.arrivals.withLock({ $0[id] }), arrival.account == account else { return nil }
        return try await end(of: arrival, id)
    }

    func file(of upload: DirectUpload, from bucket: StagingBucket) async throws -> MediaFile {
        let arrival = underWay.arrivals.withLock { arrivals in
            if let arrival = arrivals[upload.id] { return arrival }
            let arrival = Arrival(
                account: upload.accountID,
                task: Task {
                    try await gate.passing(as: upload.accountID) { try await bring(upload, from: bucket) }
                })
            arrivals[upload.id] = arrival
            return arrival
        }
        return try await end(of: arrival, upload.id)
    }

    private func end(of arrival: Arrival, _ id: UploadID) async throws -> MediaFile {
        let result = await arrival.task.result
        underWay.arrivals.withLock { arrivals in
            if arrivals[id]?.task == arrival.task { arrivals[id] = nil }
        }
        return try result.get()
    }

    private func bring(_ upload: DirectUpload, from bucket: StagingBucket) async throws -> MediaFile {
        let path = blobs.temporaryPath()
        do {
            try await bucket.assemble(upload)
            try await fetch(upload, from: bucket, to: path)
            let hash = try await BlobHash(ofFile: path, on: blobs.io)
            if let announced = upload.sha256, announced != hash {
                throw StudioError.invalid(field: "sha256", reason: "is not that of the bytes that arrived")
            }
            return try await files.intake.store(
                path, hash: hash, title: upload.title, kind: upload.kind, origin: .upload,
                account: upload.accountID, field: "kind"
            ) { try await store.completeDirectUpload(upload.id, as: $0) }
        } catch {
            await files.intake.discard(path)
            switch error as? StudioError {
            case .unsupportedMedia, .invalid, .tooLarge: try? await store.deleteDirectUpload(upload.id)
            default: break
            }
            // It was abandoned meanwhile.
            if case StoreError.missingFile = error { throw StudioError.notFound("upload") }
            throw error as? StoreError == .full ? StudioError.storageFull : error
        }
    }

    private func fetch(_ upload: DirectUpload, from bucket: StagingBucket, to path: String) async throws {
        guard blobs.reserve.hasRoom(for: UInt64(upload.sizeBytes)) else { throw StudioError.storageFull }
        try await blobs.io.run {
            guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            else { throw StudioError.storageFull }
        }
        var starts = Array(stride(from: 0, to: upload.sizeBytes, by: Int64.Stride(Self.pieceBytes)))[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            func fetchNext() {
                guard let start = starts.popFirst() else { return }
                let last = min(start + Self.pieceBytes, upload.sizeBytes) - 1
                group.addTask {
                    try blobs.reserve.requireRoom()
                    try await bucket.read(upload, bytes: start...last, into: path)
                }
            }
            for _ in 0..<Self.streams { fetchNext() }
            while try await group.next() != nil { fetchNext() }
        }
    }
}
