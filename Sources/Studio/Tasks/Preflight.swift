import Domain
import Foundation
import Logging
import Storage

/// Asks an engine before anything is queued whether the work can succeed. Its answer about the same bytes is remembered,
/// so that it costs a child process only once.
struct Preflight: Sendable {
    private struct Key: Hashable {
        let engine: String
        let kind: GenerationTask.Kind
        let mode: GenerationTask.Mode
        let image: BlobHash
        let video: BlobHash
    }

    let store: Store
    let blobs: BlobStore
    let home: Home
    let logger: Logger
    let newID: IDSource
    let now: @Sendable () -> Timestamp
    private let flights = SingleFlight<Key, EngineEstimate>()
    /// Accounts take turns.
    private let gate = FairGate<AccountID>(places: 2, perOwner: 1, waitingPerOwner: 32)

    init(
        store: Store, blobs: BlobStore, home: Home, logger: Logger, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.blobs = blobs
        self.home = home
        self.logger = logger
        self.newID = newID
        self.now = now
    }

    /// - Parameters:
    ///   - account: that the check is for.
    ///   - inputs: all there, of this account.
    ///   - pair: the picture and the clip of an animation; only such answers are remembered.
    /// - Returns: nil from an engine that has no check: its work is queued unseen.
    /// - Throws: ``StudioError/refused(code:message:)``, ``StudioError/engineUnavailable(_:)``, ``StudioError/checkTimedOut``.
    func estimate(
        _ engine: any GenerationEngine, kind: GenerationTask.Kind, mode: GenerationTask.Mode,
        inputs: GenerationTask.Inputs, text: String?, for account: AccountID,
        pair: (image: BlobHash, video: BlobHash)?
    ) async throws -> EngineEstimate? {
        guard let engine = engine as? any CheckingEngine else { return nil }
        var order: JobSheet.Order {
            JobSheet.Order(
                id: newID.next(), kind: kind, engine: engine.name, mode: mode, inputs: inputs, text: text,
                createdAt: now())
        }
        // What is remembered of a picture is said of the face that the engine takes by itself.
        guard let pair, inputs.options["face"] == nil else { return try await ask(engine, order, for: account) }
        let key = Key(engine: engine.name, kind: kind, mode: mode, image: pair.image, video: pair.video)
        if let known = try await known(key) { return known }
        return try await flights.value(for: key) {
            // Somebody else's flight may have landed since.
            if let known = try await known(key) { return known }
            let estimate = try await ask(engine, order, for: account)
            try await store.rememberCheck(
                estimate, engine: engine.name, kind: kind, mode: mode, imageBlob: pair.image, videoBlob: pair.video)
            return estimate
        }
    }

    private func known(_ key: Key) async throws -> EngineEstimate? {
        try await store.check(
            engine: key.engine, kind: key.kind, mode: key.mode, imageBlob: key.image, videoBlob: key.video)
    }

    private func ask(
        _ engine: any CheckingEngine, _ order: JobSheet.Order, for account: AccountID
    ) async throws -> EngineEstimate {
        try await gate.passing(as: account) { try await ask(engine, order) }
    }

    private func ask(_ engine: any CheckingEngine, _ order: JobSheet.Order) async throws -> EngineEstimate {
        let sheet = JobSheet(store: store, blobs: blobs, home: home)
        let folder = "\(home.work)/check-\(order.id)"
        let answer: Result<EngineEstimate, any Error>
        do throws(EngineError) {
            let job: EngineJob
            do { job = try await sheet.job(order, in: folder) } catch let error as EngineError { throw error } catch {
                throw .failed(code: "internal", message: "the files could not be laid out", detail: "\(error)")
            }
            answer = .success(try await engine.check(job))
        } catch {
            switch error {
            case .refused(let code, let message):
                answer = .failure(StudioError.refused(code: code, message: message))
            case .failed("check_timed_out", _, _):
                tell(error, of: engine, order)
                answer = .failure(StudioError.checkTimedOut)
            case .failed, .unavailable, .uncertain:
                tell(error, of: engine, order)
                answer = .failure(
                    StudioError.engineUnavailable(
                        "the engine \(engine.name) cannot check this request at the moment; try again later"))
            case .cancelled:
                answer = .failure(
                    StudioError.engineUnavailable("the engine \(engine.name) was stopped while it checked this request")
                )
            }
        }
        await sheet.clear(folder)
        return try answer.get()
    }

    /// Whoever asked cannot do anything about it; whoever runs the server can.
    private func tell(_ error: EngineError, of engine: any CheckingEngine, _ order: JobSheet.Order) {
        var facts: Logger.Metadata = ["engine": "\(engine.name)", "kind": "\(order.kind)"]
        switch error {
        case .failed(let code, let message, let detail):
            facts["code"] = "\(code)"
            facts["reason"] = "\(message)"
            facts["detail"] = "\(detail)"
        case .unavailable(let complaint, let detail):
            facts["reason"] = "\(complaint.message)"
            facts["detail"] = "\(detail)"
        case .uncertain(let message, let detail):
            facts["reason"] = "\(message)"
            facts["detail"] = "\(detail)"
        case .refused, .cancelled: return
        }
        logger.warning("an engine could not check the files of a task", metadata: facts)
    }
}
