import Domain
import Logging
import ServiceLifecycle
import Storage

/// Listens to recorded consents and puts down what was found. What a stop of the server leaves unheard is heard after
/// the next start.
package struct ConsentListening: Service {
    private let store: Store
    private let blobs: BlobStore
    private let examiner: any ConsentExaminer
    private let decisions: ConsentDecisions
    private let comparing: ConsentComparing
    private let logger: Logger
    private let now: @Sendable () -> Timestamp
    /// After a fault of the store.
    private let faultPause: Duration
    private let flights = SingleFlight<ConsentID, Outcome>()
    /// Accounts take turns.
    private let gate = FairGate<AccountID>(places: 2, perOwner: 1, waitingPerOwner: 16)

    /// What became of a recording.
    enum Outcome: Sendable {
        case concluded(Consent)
        /// Another one must be made.
        case turnedAway(Remark)
        /// Another one came meanwhile.
        case overtaken
    }

    package init(
        store: Store, blobs: BlobStore, examiner: any ConsentExaminer, decisions: ConsentDecisions,
        comparing: ConsentComparing, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }, faultPause: Duration = .seconds(5)
    ) {
        self.store = store
        self.blobs = blobs
        self.examiner = examiner
        self.decisions = decisions
        self.comparing = comparing
        self.logger = logger
        self.now = now
        self.faultPause = faultPause
    }

    package func run() async throws {
        try? await cancelWhenGracefulShutdown {
            // A fault does not mean that nobody waits.
            while try await !listenToAll() { try await Task.sleep(for: faultPause) }
        }
        try? await gracefulShutdown()
    }

    /// - Returns: false when some were left out for a fault.
    private func listenToAll() async throws -> Bool {
        var (last, isWhole): (ConsentID?, Bool) = (nil, true)
        while true {
            let batch: [Consent]
            do { batch = try await store.uncheckedConsents(after: last) } catch {
                try Task.checkCancellation()
                logger.error("the consents cannot be read", metadata: ["error": "\(error)"])
                return false
            }
            guard let end = batch.last else { return isWhole }
            for consent in batch {
                do { _ = try await outcome(of: consent) } catch {
                    try Task.checkCancellation()
                    isWhole = false
                    logger.error(
                        "a consent could not be listened to",
                        metadata: ["consent": "\(consent.id)", "error": "\(error)"])
                }
            }
            last = end.id
        }
    }

    /// - Parameter consent: with a recording that is still to be heard.
    func outcome(of consent: Consent) async throws -> Outcome {
        try await flights.value(for: consent.id) { [self] in
            // Continues when whoever sent the recording leaves: nobody would come back to it before the next start.
            try await Task { try await listen(to: consent) }.value
        }
    }

    private func listen(to consent: Consent) async throws -> Outcome {
        guard let recording = consent.recording, let file = try await store.file(recording.fileID) else {
            return .overtaken
        }
        let (verdict, hearing) = try await verdict(on: consent, file)
        let findings = ConsentFindings(
            checks: verdict.checks, heardCode: hearing?.code?.heard, heardSentence: hearing?.sentence?.heard,
            models: hearing?.models ?? [:], checkedAt: now())
        if case .recordAgain(let reason) = verdict.decision {
            let left = try await store.turnAway(file.id, from: consent.id, findings)
            return left == nil ? .overtaken : .turnedAway(reason)
        }
        let concluded = try await store.conclude(
            consent.id, with: file.id, as: verdict.decision == .verified ? .verified : .needsReview, findings,
            echo: hearing?.echo.first ?? [])
        guard let concluded else { return .overtaken }
        await decisions.settle(consent.id)
        try await comparing.begin(with: consent.id)
        return .concluded(concluded)
    }

    private func verdict(on consent: Consent, _ file: MediaFile) async throws -> (ConsentVerdict, ConsentHearing?) {
        let here = try await blobs.bring(file.blob)
        do {
            let hearing = try await gate.passing(as: consent.accountID) {
                try await examiner.hear(
                    here.path, code: consent.code, sentence: consent.kind.spokenWords(in: consent.language),
                    language: consent.language.rawValue)
            }
            for (part, why) in hearing.missing {
                logger.warning("a consent is not checked whole", metadata: ["part": "\(part)", "reason": "\(why)"])
            }
            let share = try await shareHeardBefore(hearing.echo, in: file, of: consent)
            let isUnseen = consent.kind == .face && file.facts.video == nil
            return (ConsentVerdict(of: hearing, heardBefore: share, isUnseen: isUnseen), hearing)
        } catch let error as ExaminationError {
            logger.error("a consent could not be listened to", metadata: ["reason": "\(error)"])
            return (ConsentVerdict(unexamined: ()), nil)
        }
    }

    /// The part of a recording that some other consent has as well, 0...1.
    private func shareHeardBefore(
        _ echo: [[UInt32]], in file: MediaFile, of consent: Consent
    ) async throws -> Double {
        if try await store.isRecordingTaken(file.id, besides: consent.id) { return 1 }
        var most = 0.0
        for pieces in echo.map({ Set($0) }) where !pieces.isEmpty {
            let shared = try await store.mostShared(pieces, besides: consent.id)
            most = max(most, Double(shared) / Double(pieces.count))
        }
        return min(most, 1)
    }
}
