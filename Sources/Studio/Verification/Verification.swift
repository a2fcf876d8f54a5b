import Domain
import Logging
import Storage

/// Compares all media with what the database says: on the disk and in the mirrors. What one place has lost comes back from
/// another. A pass is put down in the store and carried out by the outbox, so that it survives a restart.
package struct Verification: Sendable {
    let store: Store
    let blobs: BlobStore
    let mirrors: Mirrors
    let logger: Logger
    private let newID: IDSource
    let now: @Sendable () -> Timestamp

    package init(
        store: Store, blobs: BlobStore, mirrors: Mirrors, logger: Logger, newID: IDSource = IDSource(),
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.blobs = blobs
        self.mirrors = mirrors
        self.logger = logger
        self.newID = newID
        self.now = now
    }

    /// Has a pass begin, unless one is under way.
    /// - Parameter readingMirrors: whether every copy is fetched and read, which costs time and maybe money.
    /// - Returns: the one that is under way now.
    package func begin(
        readingMirrors: Bool, by admin: AccountID, client: Client
    ) async throws -> VerificationReport {
        let pass = pass(.manual, readingMirrors)
        let audit = AuditEntry(
            id: newID.next(), at: now(), actor: admin, action: .storageVerify,
            target: AuditEntry.Target(kind: "verification", id: pass.id.rawValue), address: client.address,
            userAgent: client.userAgent)
        return try await begin(pass, noting: audit)
    }

    /// The same for whoever has the home.
    package func begin(readingMirrors: Bool) async throws -> VerificationReport {
        try await begin(pass(.manual, readingMirrors), noting: nil)
    }

    private func begin(_ pass: VerificationPass, noting audit: AuditEntry?) async throws -> VerificationReport {
        let begun = try await store.begin(pass, noting: audit)
        guard let report = try await store.report(on: begun.id, faults: Self.told) else {
            throw StudioError.notFound("verification")
        }
        return report
    }

    /// The pass under way, or else the last one; nil before the first.
    package func report() async throws -> VerificationReport? {
        try await store.verificationReport(faults: Self.told)
    }

    /// Carries a pass out here and now, or what is left of the one under way. Only for the holder of the ``HomeLock``.
    package func run(readingMirrors: Bool) async throws -> VerificationReport? {
        try await mirrors.open()
        let pass = try await store.begin(pass(.command, readingMirrors))
        try await walk(.command(streams: mirrors.sender.streams)).run(pass)
        try await store.finish(pass, at: now())
        return try await store.report(on: pass.id, faults: .max)
    }

    func schedule() async throws { _ = try await store.begin(pass(.scheduled, false)) }

    func lastFinished() async throws -> Timestamp? { try await store.lastFinishedVerification()?.finishedAt }

    func walk(_ pace: VerificationPace) -> VerificationWalk {
        let mirrors = mirrors.ports.map { PatientMirror($0.mirror, pauses: pace.pauses) }
        let look = BlobLook(
            store: store, blobs: blobs, mirrors: mirrors, bytesPerSecond: pace.bytesPerSecond, logger: logger, now: now)
        return VerificationWalk(store: store, blobs: blobs, look: look, mirrors: mirrors, pace: pace)
    }

    /// Faults that are told one by one.
    private static let told = 100

    private func pass(_ reason: VerificationPass.Reason, _ readsMirrors: Bool) -> VerificationPass {
        VerificationPass(id: newID.next(), reason: reason, readsMirrors: readsMirrors, startedAt: now())
    }
}
