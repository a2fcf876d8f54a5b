import Domain
import TestSupport
import Testing

@testable import Storage

/// What lies in a bucket of an upload that has ended is removed at once, not at the next start.
struct DirectUploadStoreTests {
    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func `wakes the outbox when an upload ends, however it ends`(
        isComplete: Bool
    ) async throws {
        let store = try Store.temporary()
        let account = try await store.someone().id
        let upload = DirectUpload(
            id: sampleIDs.next(), accountID: account, mirror: "s3", multipartID: nil, sizeBytes: 9, partBytes: 9,
            sha256: nil, title: "a.mp4", kind: nil, createdAt: .sample, expiresAt: .sample, writableUntil: .sample)
        try await store.create(upload)
        let wakes = store.outboxArrivals.listen(for: .directRemoval)

        if isComplete {
            try await store.completeDirectUpload(upload.id, as: .sample(.video, of: account))
        } else {
            try await store.deleteDirectUpload(upload.id)
        }

        for await _ in wakes { break }
        #expect(try await store.directLeftover(upload.id)?.mirror == "s3")
        #expect(try await store.nextDue(.directRemoval) != nil)
    }
}
