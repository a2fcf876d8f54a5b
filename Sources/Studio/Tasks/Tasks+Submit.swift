import Domain
import Storage

/// Submitting: from a request to a durable row, or what it would cost.
extension Tasks {
    /// What a submission would take and cost, without queueing it.
    /// - Throws: what ``submit(_:account:)`` throws.
    package func estimate(_ submission: Submission, account: AccountID) async throws -> WorkEstimate {
        let engine = try await engine(for: submission, of: account).engine
        try await billing.requirePlan(for: submission.kind, submission.mode, of: account)
        let prepared = try await prepare(submission, account: account)
        try require(prepared, submission, within: engine.facts.limits)
        let estimate = try await estimate(submission, prepared, engine, account)
        let charge = billing.charge(submission, prepared, on: engine, seconds: estimate?.seconds)
        // A task's row and its price have the engine's own figure; people are told what it has come to here.
        let work = EnginePaces.Work(engine: engine.name, kind: submission.kind, mode: submission.mode)
        return WorkEstimate(
            engine: estimate.map { board.corrected($0, of: work) },
            price: try await billing.price(of: charge, for: account))
    }

    /// The first second of an animation, before it is queued: what is tracked, and what comes of it.
    /// - Returns: a JPEG.
    /// - Throws: what ``submit(_:account:)`` throws; ``StudioError/refused(code:message:)`` with `no_preview` from an
    ///   engine that cannot show it.
    package func preview(_ submission: Submission, account: AccountID) async throws -> [UInt8] {
        let engine = try await engine(for: submission, of: account).engine
        try await billing.requirePlan(for: submission.kind, submission.mode, of: account)
        let prepared = try await prepare(submission, account: account)
        try require(prepared, submission, within: engine.facts.limits)
        return try await preflight.preview(
            engine, kind: submission.kind, mode: submission.mode, inputs: prepared.inputs, for: account)
    }

    /// Queues a task, durably: once this returns, the task reaches an end whatever happens to the server.
    /// - Throws: ``StudioError/invalid(field:reason:)`` naming the field, ``StudioError/refused(code:message:)`` for what
    ///   cannot work, ``StudioError/tooManyTasks(limit:)``.
    package func submit(_ submission: Submission, account: AccountID) async throws -> TaskView {
        try await submit(submission, account: account) { _ in nil }
    }

    /// - Parameter training: the model that the task trains, kept with it.
    func submit(
        _ submission: Submission, account: AccountID, training: (GenerationTask) -> TrainedModel?
    ) async throws -> TaskView {
        if let made = try await earlier(of: account) { return made }
        for option in [GenerationTask.webhookOption, GenerationTask.callbackOption] {
            if let url = submission.options[option] { try callbacks.check(url, field: option) }
        }
        let (engine, bond) = try await engine(for: submission, of: account)
        guard let title = submission.title.map({ Title.cleaned($0) }) ?? "" else {
            throw StudioError.invalid(field: "title", reason: "must have 1 to 200 characters")
        }
        let id: TaskID = IdempotencyClaim.id(or: newID)
        try await billing.requirePlan(for: submission.kind, submission.mode, of: account)
        try await reserve(id, of: account)
        do {
            let prepared = try await prepare(submission, account: account)
            try require(prepared, submission, within: engine.facts.limits)
            let estimate = try await estimate(submission, prepared, engine, account)
            var task = GenerationTask(
                id: id, accountID: account, kind: submission.kind, engine: engine.name, mode: submission.mode,
                title: title.isEmpty ? prepared.title : title, inputs: prepared.inputs, createdAt: now(),
                estimatedSeconds: estimate?.seconds)
            task.engineWish = bond
            if submission.awaitsConsent, waitsForConsents { task.notBefore = .never }
            let charge = billing.charge(submission, prepared, on: engine, seconds: estimate?.seconds)
            return try await queue(task, script: submission.text, training: training(task), charging: charge)
        } catch {
            board.release(id, of: account)
            throw error
        }
    }

    func reserve(_ id: TaskID, of account: AccountID) async throws {
        let limit = try await activeTasks(of: account)
        guard board.reserve(id, of: account, limit: limit) else { throw StudioError.tooManyTasks(limit: limit) }
    }

    /// What an earlier run of the same request has queued.
    func earlier(of account: AccountID) async throws -> TaskView? {
        guard let id: TaskID = IdempotencyClaim.earlierID(), let task = try await store.task(id, of: account) else {
            return nil
        }
        return try await view(of: task)
    }

    func estimate(
        _ submission: Submission, _ prepared: Prepared, _ engine: any GenerationEngine, _ account: AccountID
    ) async throws -> EngineEstimate? {
        try await preflight.estimate(
            engine, kind: submission.kind, mode: submission.mode, inputs: prepared.inputs, text: submission.text,
            for: account, pair: prepared.pair, fingerprint: try submission.fingerprint(prepared, on: engine.name))
    }

    /// How many unfinished tasks the account may have.
    func activeTasks(of account: AccountID) async throws -> Int {
        min(activeTasks, try await billing.terms(of: account)?.activeTasks ?? .max)
    }

    func queue(
        _ task: GenerationTask, script: String?, training model: TrainedModel?, charging charge: Charge
    ) async throws -> TaskView {
        do {
            let (queued, canStart) = try await transitions.submit(
                task, script: script, training: model, charging: charge)
            return view(of: await scheduler.take(queued, canStart: canStart), result: nil)
        } catch StoreError.missingModel(let id) {
            let field = id == task.inputs.videoModelID ? "video_model_id" : "voice_model_id"
            throw StudioError.invalid(field: field, reason: "no longer exists")
        } catch StoreError.missingFile(let id) {
            let inputs = task.inputs
            let kind = id == inputs.imageFileID ? "image" : id == inputs.videoFileID ? "video" : "audio"
            let field = kind + "_file_id"
            throw StudioError.invalid(field: field, reason: "is not one of your files")
        } catch {
            throw Self.refusal(error)
        }
    }

    /// - Parameter noun: what requests call it: `image`; nil for the kind.
    func input(
        _ source: FileSource?, _ kind: MediaFile.Kind, account: AccountID, field noun: String? = nil
    ) async throws -> MediaFile? {
        let noun = noun ?? kind.rawValue
        switch source {
        case nil: return nil
        case .url(let url):
            return try await files.fetch(url: url, kind: kind, account: account, field: "\(noun)_url")
        case .file(let id):
            let field = "\(noun)_file_id"
            let file: MediaFile
            do {
                file = try await files.get(id, of: account)
            } catch StudioError.notFound {
                throw StudioError.invalid(field: field, reason: "is not one of your files")
            }
            guard file.kind == kind else {
                throw StudioError.invalid(
                    field: field, reason: "is \(Intake.noun(file.kind)); \(Intake.noun(kind)) is needed")
            }
            return file
        }
    }
}
