import Domain
import Logging
import Storage

/// The mirrors of the house: which there are, how they stand, and who may work on which object.
package struct Mirrors: Sendable {
    let store: Store
    let blobs: BlobStore
    package let ports: [MirrorPort]
    package let health: MirrorHealth
    let turns = KeyedTurns<String>()
    let ownership: MirrorOwnership
    let sender: MirrorSender
    let logger: Logger
    let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - streams: transfers at a time.
    ///   - claim: of the home that the media are from.
    package init(
        store: Store, blobs: BlobStore, ports: [MirrorPort], streams: Int, claim: MirrorClaim, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.blobs = blobs
        self.ports = ports
        health = MirrorHealth()
        ownership = MirrorOwnership(claim, now: now)
        sender = MirrorSender(store: store, io: blobs.io, streams: max(1, streams))
        self.logger = logger
        self.now = now
    }

    func mirror(_ name: String) -> (any ObjectStore)? { ports.first { $0.mirror.name == name }?.mirror }

    /// How far a mirror is, and why it rests.
    package struct Line: Sendable {
        package let standing: MirrorStanding
        package let rest: MirrorHealth.Rest?
        /// See ``MirrorHealth/complaint(about:)``.
        package let complaint: String?
    }

    /// All, with those that the settings no longer name.
    package func lines() async throws -> [Line] {
        try await store.mirrorStandings().map { standing in
            let name = standing.name
            return Line(standing: standing, rest: health.rest(of: name), complaint: health.complaint(about: name))
        }
    }

    /// Tells the store which there are and which buckets those are. Before anybody asks what they have.
    package func open() async throws {
        let places = ports.compactMap { port in port.mirror.place.map { (port.mirror.name, $0) } }
        try await store.setMirrors(
            Dictionary(ports.map { ($0.mirror.name, $0.rule) }) { first, _ in first },
            at: Dictionary(places) { first, _ in first }, moment: now())
    }

    /// Puts into the outbox again what was given up, or could not be done while the settings did not name its mirror.
    func askForgotten(_ statuses: [MirrorCopy.Status]) async throws {
        for port in ports {
            for status in statuses {
                while try await store.askForgotten(status, in: port.mirror.name) { try Task.checkCancellation() }
            }
        }
    }

    /// Has everything copied anew that is sealed with an older key than its mirror seals with, or not at all.
    func sealAnew() async throws {
        for port in ports {
            guard let seal = port.mirror.seal else { continue }
            while try await store.sealNext(in: port.mirror.name, with: seal, at: now()) { try Task.checkCancellation() }
        }
    }

    /// What an entry of the outbox is about; nil when it is done already.
    func work(
        on entry: OutboxEntry, as status: MirrorCopy.Status
    ) async throws -> (copy: MirrorCopy, mirror: any ObjectStore)? {
        guard let (name, blob) = MirrorCopy.parts(of: entry.subject) else {
            throw OutboxFailure.refused("it names no copy")
        }
        guard let copy = try await store.mirrorCopy(of: blob, in: name), copy.status == status else { return nil }
        // Copies are put down again when it comes back.
        guard status == .leaving || self.mirror(name) != nil else { return nil }
        let mirror = try ready(name)
        try await ownership.require(mirror, justNow: status == .leaving)
        return (copy, mirror)
    }

    /// A mirror to work on; what is to be removed from one that is not there, or rests, must not be forgotten until it is.
    func ready(_ name: String) throws(OutboxFailure) -> any ObjectStore {
        guard let mirror = mirror(name) else {
            throw .later(now() + .seconds(24 * 3600), "no setting names the mirror \(name)")
        }
        if let rest = health.rest(of: name), rest.until > now() { throw .later(rest.until, rest.reason) }
        return mirror
    }

    /// What the outbox does about a failure.
    func settled(_ error: any Error, of entry: OutboxEntry) async -> OutboxFailure {
        if Task.isCancelled { return .interrupted }
        guard let fault = error as? MirrorError else {
            if let failure = error as? OutboxFailure { return failure }
            logger.error("a copy failed", metadata: ["entry": "\(entry.id)", "error": "\(error)"])
            return .failed("the copy failed on this machine")
        }
        switch fault {
        case .down(let reason): return await rest(entry, reason, needsPerson: false)
        case .misconfigured(let reason): return await rest(entry, reason, needsPerson: true)
        case .missing, .damaged, .storageFull: return .failed(fault.words)
        case .refused(let reason):
            health.noteRefusal(of: Self.mirrorName(of: entry), at: entry.kind, reason)
            return .failed(reason)
        case .cancelled: return .interrupted
        }
    }

    private static func mirrorName(of entry: OutboxEntry) -> String { String(entry.subject.prefix { $0 != "/" }) }

    /// The mirror rests, and with it everything that waits for it.
    private func rest(_ entry: OutboxEntry, _ reason: String, needsPerson: Bool) async -> OutboxFailure {
        let name = Self.mirrorName(of: entry)
        guard let (rest, isNew) = health.noteFailure(of: name, reason, at: now(), needsPerson: needsPerson) else {
            return .later(now() + .milliseconds(500), reason)
        }
        if isNew {
            logger.error(
                "a mirror cannot be used; it is tried again", metadata: ["mirror": "\(name)", "reason": "\(reason)"])
        }
        for kind in [OutboxEntry.Kind.mirrorCopy, .mirrorRemoval] {
            // Those that are not put off are put off when their turn comes.
            try? await store.putOff(kind, subjectPrefix: name + "/", to: rest.until)
        }
        return .later(rest.until, reason)
    }
}
