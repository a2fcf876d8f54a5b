import Domain
import Storage
import Studio

/// The media that a backup has left out: they come from the mirrors, now or when the server runs.
struct RestoredMedia {
    let settings: Settings

    /// How many of them the mirrors have, and why one could not be asked.
    func there(_ blobs: [BlobHash]) async throws -> (count: Int, trouble: MirrorError?) {
        let search = MirrorSearch(settings.mirrors.buckets(policy: .online))
        var rest = blobs[...]
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            func askNext() {
                guard let blob = rest.popFirst() else { return }
                group.addTask { try await search.origin(of: blob) != nil }
            }
            for _ in 0..<settings.mirrors.streams { askNext() }
            var count = 0
            do {
                while let isThere = try await group.next() {
                    if isThere { count += 1 }
                    askNext()
                }
            } catch let trouble as MirrorError {
                group.cancelAll()
                return (count, trouble)
            }
            return (count, nil)
        }
    }

    /// - Parameter home: which the caller has locked.
    /// - Returns: what was fetched; nil when that is left to the server.
    func fetch(into home: Home, isNow: Bool) async throws -> VerificationReport? {
        let opened = try HomeAtRest(home, settings)
        guard isNow else {
            _ = try await opened.verification.begin(readingMirrors: false)
            try opened.store.close()
            return nil
        }
        let report = try await opened.verification.run(readingMirrors: false)
        try opened.store.close()
        return report
    }
}
