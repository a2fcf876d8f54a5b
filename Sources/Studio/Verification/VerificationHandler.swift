import Domain
import Logging
import Storage

/// Carries passes over all media out, beside everything else. One that was cut off continues where it was.
struct VerificationHandler: OutboxHandler {
    let kind = OutboxEntry.Kind.verification
    let rules: OutboxRules
    private let verification: Verification
    private let pace: VerificationPace

    init(_ verification: Verification, pace: VerificationPace = .inBackground) {
        self.verification = verification
        self.pace = pace
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(60)
        rules.attempts = 20
        // A pass may take weeks; what a killed server had begun is free again at the next start.
        rules.lease = .seconds(100 * 24 * 3600)
        self.rules = rules
    }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        do {
            guard let pass = try await pass(of: entry), pass.status == .running else { return }
            try await verification.walk(pace).run(pass)
            try await verification.store.finish(pass, at: verification.now())
            try await tell(pass.id)
        } catch let fault as StoreError where fault.isFull {
            throw .failed("the disk is full")
        } catch {
            if Task.isCancelled { throw .interrupted }
            throw .failed("\(Cause(error))")
        }
    }

    func giveUp(_ entry: OutboxEntry) async throws {
        guard let pass = try await pass(of: entry) else { return }
        try await verification.store.finish(
            pass, failure: "it failed again and again; the outbox says why", at: verification.now())
    }

    private func pass(of entry: OutboxEntry) async throws -> VerificationPass? {
        guard let id = VerificationID(rawValue: entry.subject) else { return nil }
        return try await verification.store.verification(id)
    }

    private func tell(_ id: VerificationID) async throws {
        guard let report = try await verification.store.report(on: id, faults: 1) else { return }
        let facts: Logger.Metadata = [
            "files": "\(report.pass.tally.files)", "copies": "\(report.pass.tally.copies)",
            "damaged": "\(report.damaged)", "missing": "\(report.missing)", "healed": "\(report.healed)",
            "stray": "\(report.stray)",
        ]
        guard report.lost == 0 else {
            return verification.logger.critical(
                "media are damaged or missing, without a copy; restore them from a backup, or upload them again",
                metadata: facts)
        }
        verification.logger.notice("all media were verified", metadata: facts)
        for (mirror, reason) in report.silent {
            verification.logger.error(
                "a mirror could not be verified", metadata: ["mirror": "\(mirror)", "reason": "\(reason)"])
        }
    }
}
