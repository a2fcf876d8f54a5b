import Domain
import Logging
import ServiceLifecycle
import Storage

/// Compares the people of consents with those who are copied, one pair after the other. What a stop of the server leaves
/// is compared after the next start.
package struct ConsentComparing: Service {
    private let store: Store
    private let blobs: BlobStore
    private let examiner: any ConsentExaminer
    private let decisions: ConsentDecisions
    private let logger: Logger
    private let now: @Sendable () -> Timestamp
    /// After a fault of the store.
    private let faultPause: Duration
    private let arrivals = AsyncStream.makeStream(of: ModelID.self)

    package init(
        store: Store, blobs: BlobStore, examiner: any ConsentExaminer, decisions: ConsentDecisions, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }, faultPause: Duration = .seconds(5)
    ) {
        self.store = store
        self.blobs = blobs
        self.examiner = examiner
        self.decisions = decisions
        self.logger = logger
        self.now = now
        self.faultPause = faultPause
    }

    /// Has the source of a model compared with the recording of its consent, soon.
    func begin(_ model: ModelID) { arrivals.continuation.yield(model) }

    /// Likewise for all models that wait for it with a consent.
    func begin(with consent: ConsentID) async throws {
        for model in try await store.modelsToCompare(with: consent) { begin(model.id) }
    }

    package func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while await !takeUp() { try await Task.sleep(for: faultPause) }
        }
        for await model in arrivals.stream.cancelOnGracefulShutdown() {
            do { try await compare(model) } catch {
                logger.error(
                    "the person of a consent could not be compared",
                    metadata: ["model": "\(model)", "error": "\(error)"])
                // The others have their turn first.
                begin(model)
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: faultPause) }
            }
        }
    }

    /// - Returns: false when they cannot be read.
    private func takeUp() async -> Bool {
        var last: ModelID?
        do {
            while let batch = try await store.modelsToCompare(after: last).nonEmpty {
                for model in batch { begin(model.id) }
                last = batch.last?.id
            }
            return true
        } catch {
            logger.error("the models to compare cannot be read", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func compare(_ id: ModelID) async throws {
        guard let model = try await store.model(id), model.awaitsComparison,
            let consent = try await store.consent(model.consentID), let recording = consent.recording?.fileID,
            // It comes back once the recording has been listened to.
            consent.verdict != .checking, consent.standing != .refused
        else { return }
        let (verdict, models) = try await verdict(on: model, consent, recording)
        let findings = ConsentFindings(checks: [verdict.check], models: models, checkedAt: now())
        let concluded = try await store.conclude(
            comparisonOf: id, with: recording, findings, isDoubted: verdict.isDoubted)
        if concluded != nil { await decisions.settle(consent.id) }
    }

    private func verdict(
        on model: TrainedModel, _ consent: Consent, _ recording: FileID
    ) async throws -> (PersonVerdict, [String: String]) {
        guard let said = try await store.file(recording), let source = try await store.file(model.sourceFileID) else {
            return (PersonVerdict(unexamined: consent.kind), [:])
        }
        if consent.kind == .face, said.facts.video == nil { return (.unseen, [:]) }
        let (saidHere, sourceHere) = (try await blobs.bring(said.blob), try await blobs.bring(source.blob))
        do throws(ExaminationError) {
            let comparison = try await examiner.compare(saidHere.path, with: sourceHere.path, consent.kind)
            for (part, why) in comparison.missing {
                logger.warning("a consent is not checked whole", metadata: ["part": "\(part)", "reason": "\(why)"])
            }
            return (PersonVerdict(of: comparison, for: consent.kind), comparison.models)
        } catch {
            logger.error("the person of a consent could not be compared", metadata: ["reason": "\(error)"])
            return (PersonVerdict(unexamined: consent.kind), [:])
        }
    }
}

extension [TrainedModel] {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
