import Domain
import Logging
import Storage

/// Generation: asked for, followed, ended.
package struct Tasks: Sendable {
    let store: Store
    let board: QueueBoard
    let feed: EventFeed
    let transitions: TaskTransitions
    let library: Library
    private let files: Files
    let scheduler: Scheduler
    let roster: Roster
    private let preflight: Preflight
    private let logs: TaskLogs
    private let activeTasks: Int
    /// Whether trainings wait until their consent has been agreed to.
    let waitsForConsents: Bool
    let billing: Billing
    let callbacks: CallbackAddresses
    let newID: IDSource
    let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - roster: the same that the scheduler has.
    ///   - activeTasks: how many unfinished tasks an account may have.
    package init(
        store: Store, blobs: BlobStore, home: Home, files: Files, library: Library,
        roster: Roster, board: QueueBoard, feed: EventFeed, scheduler: Scheduler,
        activeTasks: Int = 100, waitsForConsents: Bool = true, billing: Billing = .off,
        callbacks: CallbackAddresses = CallbackAddresses(), logger: Logger, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.files = files
        self.library = library
        self.roster = roster
        self.board = board
        self.feed = feed
        self.scheduler = scheduler
        transitions = TaskTransitions(store: store, board: board, feed: feed)
        preflight = Preflight(store: store, blobs: blobs, home: home, logger: logger, newID: newID, now: now)
        logs = TaskLogs(home: home, io: blobs.io)
        self.activeTasks = activeTasks
        self.waitsForConsents = waitsForConsents
        self.billing = billing
        self.callbacks = callbacks
        store.credentialEnds.listen { [feed] in feed.dismiss($0) }
        self.newID = newID
        self.now = now
    }

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

    package func get(_ id: TaskID, account: AccountID) async throws -> TaskView {
        try await view(of: try await row(id, account))
    }

    /// What the engine said about the task, line by line; empty when it said nothing, or long ago.
    package func log(of id: TaskID, account: AccountID) async throws -> String {
        try await logs.read(try await row(id, account))
    }

    /// Removes the logs of all tasks of an account.
    package func forgetLogs(of account: AccountID) async throws { try await logs.forget(account) }

    /// Newest first.
    package func list(
        account: AccountID, status: GenerationTask.Status?, kind: GenerationTask.Kind?, page: PageRequest
    ) async throws -> Page<TaskView> {
        let rows = try await store.tasks(of: account, status: status, kind: kind, page: page)
        var views: [TaskView] = []
        for task in rows.items { views.append(try await view(of: task)) }
        return Page(items: views, nextCursor: rows.nextCursor)
    }

    /// Ends a task that has not ended. Its work, if it is under way, is gone within 10 s.
    /// - Throws: ``StudioError/conflict(_:)`` for one that has ended otherwise; cancelling twice is no error.
    package func cancel(_ id: TaskID, account: AccountID) async throws -> TaskView {
        _ = try await row(id, account)
        let ended = try await end(id, account)
        guard let cancelled = ended.first else {
            let task = try await row(id, account)
            guard task.status == .cancelled else {
                throw StudioError.conflict(
                    Conflict("task_ended", "this task has already ended: \(task.status.rawValue)"))
            }
            return try await view(of: task)
        }
        for task in ended where task.status == .cancelled { await scheduler.interrupt(task.id) }
        return try await view(of: cancelled)
    }

    /// What trying a failed or cancelled task again would cost now, without queueing it.
    package func estimateRetry(of id: TaskID, account: AccountID) async throws -> WorkEstimate {
        let task = try await row(id, account)
        try Self.requireFailure(of: task)
        var charges = [billing.charge(again: task)]
        for scene in try await failedScenes(of: task) { charges.append(billing.charge(again: scene)) }
        return WorkEstimate(engine: nil, price: try await billing.price(of: charges, for: account))
    }

    private static func requireFailure(of task: GenerationTask) throws {
        guard task.status == .failed || task.status == .cancelled else {
            throw StudioError.conflict(Conflict("task_not_failed", "only a failed or cancelled task can be retried"))
        }
    }

    /// Queues a failed or cancelled task again, with all its attempts before it.
    package func retry(_ id: TaskID, account: AccountID) async throws -> TaskView {
        let task = try await row(id, account)
        let isOver = task.status == .failed || task.status == .cancelled
        if IdempotencyClaim.earlierID(of: GenerationTask.self) != nil, !isOver {
            return try await view(of: task)
        }
        try Self.requireFailure(of: task)
        let order = try await orderAgain(task)
        let scenes = try await ordersAgain(scenesOf: task)
        try await reserve(id, of: account)
        do {
            let queued = try await transitions.retry(
                order, scenes: scenes, of: account, at: now(), waits: waitsForConsents)
            if let first = try await take(queued) { return try await view(of: first) }
        } catch StoreError.missingFile, StoreError.missingModel, StoreError.missingScene {
            board.release(id, of: account)
            throw StudioError.conflict(Conflict("inputs_deleted", "a file or model of this task has been deleted"))
        } catch StoreError.consentRefused {
            board.release(id, of: account)
            throw StudioError.conflict(Conflict("consent_refused", "the consent for this was refused"))
        } catch {
            board.release(id, of: account)
            throw Self.refusal(error)
        }
        // Another request was faster; if that one's task is under way, it is counted as such.
        if try await row(id, account).status.isFinished { board.release(id, of: account) }
        throw StudioError.conflict(Conflict("task_retried", "this task is already being retried"))
    }

    /// How a task is done and paid that is tried again.
    func orderAgain(_ task: GenerationTask) async throws -> TaskRetry {
        let (engine, bond) = try await engine(again: task)
        try await billing.requirePlan(for: task.kind, task.mode, of: task.accountID)
        return TaskRetry(id: task.id, engine: engine, bond: bond, charge: billing.charge(again: task))
    }

    /// Lets tasks be started that were just queued.
    /// - Returns: the first one as it is then.
    func take(_ queued: [(GenerationTask, Bool)]) async throws -> GenerationTask? {
        var first: GenerationTask?
        for (task, canStart) in queued {
            let taken = await scheduler.take(task, canStart: canStart)
            first = first ?? taken
        }
        return first
    }

    func reserve(_ id: TaskID, of account: AccountID) async throws {
        let limit = try await activeTasks(of: account)
        guard board.reserve(id, of: account, limit: limit) else { throw StudioError.tooManyTasks(limit: limit) }
    }

    /// The task with what memory knows of it. Waits for nothing unless it has a result that is not remembered.
    func view(of task: GenerationTask) async throws -> TaskView {
        let result = task.status == .succeeded ? try await result(of: task) : nil
        let view = view(of: task, result: result)
        return task.kind == .film ? try await withScenes(view) : view
    }

    private func result(of task: GenerationTask) async throws -> TaskView.Result? {
        var result = TaskView.Result()
        if let id = task.videoID {
            guard let found = try await library.find(id, of: task.accountID) else { return nil }
            result.videoID = id
            result.file = found.file
        } else if let id = task.resultFileID {
            do {
                result.file = try await files.get(id, of: task.accountID)
            } catch StudioError.notFound {
                result.file = nil
            }
        }
        switch task.kind {
        case .animateMove, .animateMix: break
        case .speech, .talkingVideo, .film:
            if let file = result.file { result.sidecars = try await store.sidecars(of: file.id) }
        case .avatarTraining, .voiceClone: result.model = try await store.model(trainedBy: task.id)
        }
        return result.file == nil && result.model == nil ? nil : result
    }

    /// What an earlier run of the same request has queued.
    func earlier(of account: AccountID) async throws -> TaskView? {
        guard let id: TaskID = IdempotencyClaim.earlierID(), let task = try await store.task(id, of: account) else {
            return nil
        }
        return try await view(of: task)
    }

    func row(_ id: TaskID, _ account: AccountID) async throws -> GenerationTask {
        guard let task = try await store.task(id, of: account) else { throw StudioError.notFound("task") }
        return task
    }

    private func view(of task: GenerationTask, result: TaskView.Result?) -> TaskView {
        let standing = board.standing(of: task)
        return TaskView(
            task: task, stage: standing.stage, progress: standing.progress, position: standing.position,
            etaSeconds: standing.etaSeconds, result: result)
    }

    func estimate(
        _ submission: Submission, _ prepared: Prepared, _ engine: any GenerationEngine, _ account: AccountID
    ) async throws -> EngineEstimate? {
        try await preflight.estimate(
            engine, kind: submission.kind, mode: submission.mode, inputs: prepared.inputs, text: submission.text,
            for: account, pair: prepared.pair)
    }

    private func end(_ id: TaskID, _ account: AccountID) async throws -> [GenerationTask] {
        do {
            return try await transitions.endAll(id, of: account, as: .cancelled, at: now())
        } catch StoreError.full {
            throw StudioError.storageFull
        }
    }

    /// How many unfinished tasks the account may have.
    private func activeTasks(of account: AccountID) async throws -> Int {
        min(activeTasks, try await billing.terms(of: account)?.activeTasks ?? .max)
    }

    /// What the store refuses for a lack of something, in the studio's words.
    static func refusal(_ error: any Error) -> any Error {
        switch error {
        case StoreError.full: StudioError.storageFull
        case StoreError.insufficientCredits(let needed, let available):
            StudioError.insufficientCredits(needed: needed, available: available)
        case StoreError.insufficientMinutes(let needed, let left):
            StudioError.insufficientMinutes(neededMs: needed, leftMs: left)
        default: error
        }
    }

    private func queue(
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
