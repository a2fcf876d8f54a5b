import Domain
import Storage
import Synchronization

/// Whether the buckets are still this home's: nothing is copied to those of another home, removed there, or let go from the
/// disk because they have it. Reading is free.
final class MirrorOwnership: Sendable {
    private static let good: Duration = .seconds(60)

    private let claim: MirrorClaim
    private let now: @Sendable () -> Timestamp
    private let confirmed = Mutex<[String: Timestamp]>([:])

    init(_ claim: MirrorClaim, now: @escaping @Sendable () -> Timestamp) {
        self.claim = claim
        self.now = now
    }

    /// - Parameter justNow: whether an answer of the last minute is too old.
    /// - Throws: ``MirrorError/misconfigured(_:)`` when it is another home's.
    func require(_ mirror: any ObjectStore, justNow: Bool) async throws(MirrorError) {
        let last = confirmed.withLock { $0[mirror.name] }
        if !justNow, let last, now() - last < Self.good { return }
        guard try await claim.holds(mirror) else {
            confirmed.withLock { $0[mirror.name] = nil }
            throw .misconfigured(
                "another home copies to this bucket and folder: set another folder, or take it over with greenroom storage "
                    + "claim")
        }
        let moment = now()
        confirmed.withLock { $0[mirror.name] = moment }
    }
}
