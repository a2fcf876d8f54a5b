import Domain
import Storage
import Synchronization

/// Brings everything that belongs to the mirrors there, as fast as it goes, and proves that it is there. Only for the holder
/// of the ``HomeLock``. What was cut off continues when it is run again.
package final class MirrorMigration: Sendable {
    /// How far it is.
    package enum Step: Sendable {
        case copying([MirrorStanding])
        case asking(Proof)
    }

    /// What a mirror was found to have in the end.
    package struct Proof: Equatable, Sendable {
        package let mirror: String
        /// Copies that the mirror has confirmed just now.
        package internal(set) var copies = 0
        package internal(set) var bytes: Int64 = 0
        /// Files that belong there, and that it does not have.
        package internal(set) var lacking: [BlobHash] = []
    }

    /// A mirror that cannot be used, and why.
    package struct Unusable: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// What fails is tried later and later; for an attempt that is further away than this nobody waits.
    private static let patience: Duration = .seconds(60)
    /// Before a mirror that failed is asked again.
    private static let pauses: [Duration] = [.seconds(1), .seconds(4), .seconds(15)]

    private let mirrors: Mirrors
    private let told: @Sendable (Step) -> Void
    private let lastTold = Mutex(ContinuousClock.now)

    /// - Parameters:
    ///   - mirrors: of blobs that come from another mirror where the disk does not have them.
    ///   - told: hears how far it is, twice a second at most.
    package init(_ mirrors: Mirrors, told: @escaping @Sendable (Step) -> Void = { _ in }) {
        self.mirrors = mirrors
        self.told = told
    }

    /// - Returns: a proof for each mirror, in their order.
    /// - Throws: ``Unusable``, `CancellationError`.
    package func run() async throws -> [Proof] {
        let (store, now) = (mirrors.store, mirrors.now)
        try await store.endInterruptedLeases(at: now())
        try await mirrors.open()
        while try await store.fillNext(at: now()) { try Task.checkCancellation() }
        try await mirrors.sealAnew()
        try await copyAll()
        // What was given up once may work now.
        for port in mirrors.ports {
            try await eachCopy(in: port.mirror.name) { copies in
                for copy in copies where copy.status == .waiting { try await store.askAgain(copy) }
            }
        }
        try await copyAll()
        let proofs = try await prove()
        guard proofs.contains(where: { !$0.lacking.isEmpty }) else { return proofs }
        // What a bucket was thought to have and does not, as one does that has taken the place of another.
        try await copyAll()
        return try await prove()
    }

    private func prove() async throws -> [Proof] {
        var proofs: [Proof] = []
        for port in mirrors.ports { proofs.append(try await proof(of: port.mirror)) }
        return proofs
    }

    /// Until nothing waits, or what waits was given up.
    private func copyAll() async throws {
        let outbox = Outbox(store: mirrors.store, handlers: [], logger: mirrors.logger, now: mirrors.now)
        let copier = MirrorCopier(mirrors: mirrors)
        while true {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<mirrors.sender.streams {
                    group.addTask { [self] in
                        while try await outbox.carryOutOne(copier) {
                            try requireMirrors()
                            if isTimeToTell { told(.copying(try await mirrors.store.mirrorStandings())) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try requireMirrors()
            try Task.checkCancellation()
            guard let due = try await mirrors.store.nextDue(.mirrorCopy) else { return }
            let pause = due - mirrors.now()
            guard pause < Self.patience else { return }
            try await Task.sleep(for: max(.milliseconds(10), pause))
        }
    }

    /// - Throws: ``Unusable`` for the first that cannot be used at present.
    private func requireMirrors() throws {
        for port in mirrors.ports {
            guard let rest = mirrors.health.rest(of: port.mirror.name) else { continue }
            throw Unusable(description: "\(port.mirror.name): \(rest.reason)")
        }
    }

    private func proof(of mirror: any ObjectStore) async throws -> Proof {
        let patient = PatientMirror(mirror, pauses: Self.pauses)
        var proof = Proof(mirror: mirror.name)
        try await eachCopy(in: mirror.name) { copies in
            let isThere = try await confirmed(copies, by: patient)
            for copy in copies where copy.status != .leaving {
                if isThere.contains(copy.blob) {
                    proof.copies += 1
                    proof.bytes += copy.sizeBytes
                } else {
                    proof.lacking.append(copy.blob)
                    if copy.status == .copied { try await mirrors.store.doubt(copy, at: mirrors.now()) }
                }
            }
            if isTimeToTell { told(.asking(proof)) }
        }
        return proof
    }

    /// - Returns: those that the mirror shows as they should be.
    private func confirmed(_ copies: [MirrorCopy], by mirror: PatientMirror) async throws -> Set<BlobHash> {
        var waiting = copies.filter { $0.status == .copied }[...]
        return try await withThrowingTaskGroup(of: BlobHash?.self) { group in
            var found: Set<BlobHash> = []
            func askNext() {
                guard let copy = waiting.popFirst() else { return }
                group.addTask { [self] in try await isWhole(copy, at: mirror) ? copy.blob : nil }
            }
            for _ in 0..<mirrors.sender.streams { askNext() }
            while let blob = try await group.next() {
                if let blob { found.insert(blob) }
                askNext()
            }
            return found
        }
    }

    private func isWhole(_ copy: MirrorCopy, at mirror: PatientMirror) async throws -> Bool {
        let isWhole: Bool?
        do {
            isWhole = try await mirror.ask { mirror async throws(MirrorError) in
                let object = try await mirror.facts(of: copy.key)
                return copy.tag == nil ? copy.isWhole(as: object) : copy.isUntouched(as: object)
            }
        } catch MirrorError.missing {
            return false
        } catch MirrorError.damaged {
            return false
        } catch MirrorError.refused(let reason) {
            throw Unusable(description: "\(mirror.name): \(reason)")
        }
        guard let isWhole else {
            throw Unusable(description: "\(mirror.name): \(mirror.silence ?? "it does not answer")")
        }
        return isWhole
    }

    /// Some of them at a time, in the order of their blobs.
    private func eachCopy(in mirror: String, _ body: ([MirrorCopy]) async throws -> Void) async throws {
        var after = ""
        while true {
            let page = try await mirrors.store.mirrorCopies(in: mirror, after: after)
            guard let last = page.last else { return }
            try Task.checkCancellation()
            try await body(page)
            after = last.blob.hex
        }
    }

    private var isTimeToTell: Bool {
        lastTold.withLock { last in
            guard ContinuousClock.now - last > .milliseconds(500) else { return false }
            last = .now
            return true
        }
    }
}
