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
    private let memory = CheckMemory()
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
    ///   - pair: the picture and the clip of an animation; such answers are kept in the store.
    ///   - fingerprint: of other work, whose answers are remembered for a while.
    /// - Returns: nil from an engine that has no check: its work is queued unseen.
    /// - Throws: ``StudioError/refused(code:message:)``, ``StudioError/engineUnavailable(_:)``, ``StudioError/checkTimedOut``.
    func estimate(
        _ engine: any GenerationEngine, kind: GenerationTask.Kind, mode: GenerationTask.Mode,
        inputs: GenerationTask.Inputs, text: String?, for account: AccountID,
        pair: (image: BlobHash, video: BlobHash)?, fingerprint: String
    ) async throws -> EngineEstimate? {
        guard let engine = engine as? any CheckingEngine else { return nil }
        var order: JobSheet.Order {
            JobSheet.Order(
                id: newID.next(), kind: kind, engine: engine.name, mode: mode, inputs: inputs, text: text,
                createdAt: now())
        }
        // What the store keeps of a picture is said of the face that the engine takes by itself.
        guard let pair, inputs.options["face"] == nil else {
            if let known = memory.answer(about: fingerprint, at: now()) { return known }
            let estimate = try await ask(engine, order, for: account)
            memory.keep(estimate, about: fingerprint, at: now())
            return estimate
        }
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

    /// The beginning of the work, before it is queued.
    /// - Returns: a JPEG.
    /// - Throws: ``StudioError/refused(code:message:)``; `no_preview` from an engine that cannot show it.
    func preview(
        _ engine: any GenerationEngine, kind: GenerationTask.Kind, mode: GenerationTask.Mode,
        inputs: GenerationTask.Inputs, for account: AccountID
    ) async throws -> [UInt8] {
        guard engine.facts.previews.contains(kind), let engine = engine as? any PreviewingEngine else {
            throw StudioError.refused(code: "no_preview", message: "This engine cannot show its work beforehand.")
        }
        let order = JobSheet.Order(
            id: newID.next(), kind: kind, engine: engine.name, mode: mode, inputs: inputs, text: nil, createdAt: now())
        return try await gate.passing(as: account) {
            try await looking(order, engine) { (job) throws(EngineError) in
                let path = try await engine.preview(job)
                let read = try? await blobs.io.run { FileManager.default.contents(atPath: path) }
                guard let bytes = read, bytes.count <= Self.mostPreviewBytes else {
                    throw .failed(code: "engine_broken", message: "The preview cannot be read.", detail: path)
                }
                return [UInt8](bytes)
            }
        }
    }

    private static let mostPreviewBytes = 8 << 20

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
        try await looking(order, engine) { (job) throws(EngineError) in try await engine.check(job) }
    }

    /// Lays the files out for an engine that looks at them, and takes them away again.
    private func looking<Found: Sendable>(
        _ order: JobSheet.Order, _ engine: any GenerationEngine,
        _ look: (EngineJob) async throws(EngineError) -> Found
    ) async throws -> Found {
        let sheet = JobSheet(store: store, blobs: blobs, home: home)
        let folder = "\(home.work)/check-\(order.id)"
        let answer: Result<Found, any Error>
        do throws(EngineError) {
            let job: EngineJob
            do { job = try await sheet.job(order, in: folder) } catch let error as EngineError { throw error } catch {
                throw .failed(code: "internal", message: "the files could not be laid out", detail: "\(error)")
            }
            answer = .success(try await look(job))
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
    private func tell(_ error: EngineError, of engine: any GenerationEngine, _ order: JobSheet.Order) {
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
