import Domain
import Logging
import ServiceLifecycle
import Storage

/// Carries out what stands in the outbox: at once when something is put down, later and later when it fails. Every kind
/// has its own places, so that a slow post office keeps nothing else waiting. An entry is claimed before it is carried
/// out, and its claim tells a later process whether it may be done again.
package struct Outbox: Service {
    private let store: Store
    private let handlers: [any OutboxHandler]
    private let counts: OutboxCounts
    private let logger: Logger
    private let now: @Sendable () -> Timestamp
    private let steady: @Sendable () -> Timestamp
    /// 0..<1, the luck of a retry's jitter.
    private let chance: @Sendable () -> Double
    /// After a fault of the store.
    private let faultPause: Duration

    /// - Parameters:
    ///   - handlers: of different kinds.
    ///   - steady: never steps back; tells when `now` has.
    package init(
        store: Store, handlers: [any OutboxHandler], counts: OutboxCounts = OutboxCounts(), logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() },
        steady: @escaping @Sendable () -> Timestamp = { [clock = SteadyClock()] in clock.now },
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        faultPause: Duration = .seconds(5)
    ) {
        self.store = store
        self.handlers = handlers
        self.counts = counts
        self.logger = logger
        self.now = now
        self.steady = steady
        self.chance = chance
        self.faultPause = faultPause
    }

    package func run() async throws {
        try await store.endInterruptedLeases(at: now())
        for kind in try await store.outboxBacklog().keys where !handlers.contains(where: { $0.kind == kind }) {
            logger.warning(
                "something in the outbox waits that nothing here carries out with these settings",
                metadata: ["kind": "\(kind.rawValue)"])
        }
        // What an earlier process put off while the time of day was ahead of what it is now.
        for handler in handlers {
            let longest = handler.rules.retries.longestWait * (1 + handler.rules.retries.jitter)
            try await store.bringForward(handler.kind, laterThan: now() + longest, to: now() + longest)
        }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for handler in handlers {
                    let steps = ClockSteps(now: now, steady: steady)
                    for _ in 0..<max(1, handler.rules.places) { group.addTask { await rounds(of: handler, steps) } }
                }
            }
        }
    }

    /// One place: works off what is due, then waits for something new or for the next one to be due.
    private func rounds(of handler: any OutboxHandler, _ steps: ClockSteps) async {
        let wakes = store.outboxArrivals.listen(for: handler.kind)
        let (alarms, alarm) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        alarm.yield()
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await _ in wakes { alarm.yield() }
                alarm.finish()
            }
            var timer: Task<Void, Never>?
            for await _ in alarms {
                timer?.cancel()
                guard let pause = await pauseAfterRound(of: handler, steps) else { continue }
                timer = Task {
                    do { try await Task.sleep(for: pause) } catch { return }
                    alarm.yield()
                }
            }
            timer?.cancel()
            group.cancelAll()
        }
    }

    /// Carries out all that is due.
    /// - Returns: how long until something else is; nil when nothing waits.
    private func pauseAfterRound(of handler: any OutboxHandler, _ steps: ClockSteps) async -> Duration? {
        do {
            if let step = steps.takeStepBack() { try await store.bringForward(handler.kind, by: step) }
            while try await carryOutOne(handler) {}
            return try await store.nextDue(handler.kind).map { max(.milliseconds(10), $0 - now()) }
        } catch {
            if !Task.isCancelled {
                logger.error(
                    "the outbox cannot be worked off",
                    metadata: ["kind": "\(handler.kind.rawValue)", "error": "\(error)"])
            }
            return faultPause
        }
    }

    /// - Returns: false when nothing of this kind is due.
    func carryOutOne(_ handler: any OutboxHandler) async throws -> Bool {
        let moment = now()
        guard !Task.isCancelled,
            let claim = try await store.claim(handler.kind, at: moment, until: moment + handler.rules.lease)
        else { return false }
        do throws(OutboxFailure) {
            try await handler.carryOut(claim.entry, handover: Handover(store: store, claim: claim))
        } catch {
            try await settle(claim, handler, error)
            return true
        }
        try await persistently(claim) { try await store.finish(claim, as: .done, at: now()) }
        counts.note(handler.kind, .done)
        return true
    }

    /// Tries until the store does it: what has had its effect must not stand as under way, to be done again later.
    private func persistently(_ claim: OutboxClaim, _ write: () async throws -> Void) async throws {
        while true {
            do {
                return try await write()
            } catch {
                if Task.isCancelled { throw error }
                log(.error, "could not be noted", claim, "\(error)")
            }
            try await Task.sleep(for: faultPause)
        }
    }

    private func settle(_ claim: OutboxClaim, _ handler: any OutboxHandler, _ failure: OutboxFailure) async throws {
        switch failure {
        case .failed(let reason) where claim.attempt < handler.rules.attempts:
            log(.warning, "could not be carried out; it is tried again", claim, reason)
            let wait = handler.rules.retries.wait(afterAttempt: claim.attempt, chance: chance())
            try await persistently(claim) {
                try await store.postpone(claim, to: now() + wait, failure: MaskedAddresses.text(reason))
            }
            counts.note(handler.kind, .failed)
        case .failed(let reason), .refused(let reason):
            log(.error, "was given up", claim, reason)
            try await persistently(claim) {
                try await handler.giveUp(claim.entry)
                try await store.finish(claim, as: .givenUp, failure: MaskedAddresses.text(reason), at: now())
            }
            counts.note(handler.kind, .givenUp)
        case .uncertain(let reason):
            log(.error, "may or may not have been carried out", claim, reason)
            try await persistently(claim) {
                try await store.finish(claim, as: .uncertain, failure: MaskedAddresses.text(reason), at: now())
            }
            counts.note(handler.kind, .uncertain)
        case .later(let moment, let reason):
            try await persistently(claim) {
                try await store.putOff(claim, to: moment, failure: MaskedAddresses.text(reason))
            }
        case .interrupted:
            try await store.release(claim)
        }
    }

    private func log(_ level: Logger.Level, _ what: String, _ claim: OutboxClaim, _ reason: String) {
        logger.log(
            level: level, "something in the outbox \(what)",
            metadata: [
                "id": "\(claim.entry.id)", "kind": "\(claim.entry.kind.rawValue)",
                "subject": "\(claim.entry.subject)", "attempt": "\(claim.attempt)", "reason": "\(reason)",
            ])
    }
}
