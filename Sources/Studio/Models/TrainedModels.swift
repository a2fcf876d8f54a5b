import Domain
import Storage

/// A model as its owner sees it, with the training that makes it.
package struct TrainedModelView: Sendable, Equatable {
    package let model: TrainedModel
    package let training: TaskView

    package var status: TrainedModel.Status {
        .init(of: training.task.status, stage: training.stage, progress: training.progress)
    }
}

/// Avatars and cloned voices: learnt from a recording with the consent of the person in it.
package struct TrainedModels: Sendable {
    private let store: Store
    private let tasks: Tasks
    private let decisions: ConsentDecisions
    private let comparing: ConsentComparing
    private let blobs: BlobStore
    private let newID: IDSource

    package init(
        store: Store, tasks: Tasks, decisions: ConsentDecisions, comparing: ConsentComparing, blobs: BlobStore,
        newID: IDSource
    ) {
        self.store = store
        self.tasks = tasks
        self.decisions = decisions
        self.comparing = comparing
        self.blobs = blobs
        self.newID = newID
    }

    /// What is to be learnt, from what, with whose consent.
    package struct Request: Sendable {
        package let kind: TrainedModel.Kind
        package let name: String
        package let source: FileSource
        package let consent: ConsentID
        package let language: String?
        /// Where a backend is told of the end.
        package var callback: String?
        /// Where a program is told how the task ends.
        package var webhook: String?
        /// That is asked for by name.
        package var engine: String?

        package init(
            kind: TrainedModel.Kind, name: String, source: FileSource, consent: ConsentID, language: String? = nil
        ) {
            self.kind = kind
            self.name = name
            self.source = source
            self.consent = consent
            self.language = language
        }
    }

    /// Queues the training and keeps the model that it is for, both or neither.
    /// - Throws: ``StudioError/invalid(field:reason:)`` also for a consent that is not given, what
    ///   ``Tasks/submit(_:account:)`` throws besides.
    package func train(_ request: Request, account: AccountID) async throws -> TrainedModelView {
        let name = try Self.cleaned(request.name)
        let consent = try await consent(for: request, account: account)
        var submission = submission(for: request)
        // A recorded one has to be of the person who is copied.
        let isRecorded = consent.recording != nil && consent.waiver == nil
        submission.awaitsConsent = isRecorded || consent.standing == .awaited
        submission.title = name
        if let task: TaskID = IdempotencyClaim.earlierID(), let earlier = try await store.model(trainedBy: task),
            earlier.accountID == account
        {
            return try await view(of: earlier)
        }
        let id: ModelID = newID.next()
        var made: TrainedModel?
        let view = try await tasks.submit(submission, account: account) { task in
            guard let source = task.inputs.videoFileID ?? task.inputs.audioFileID else { return nil }
            made = TrainedModel(
                id: id, accountID: account, kind: request.kind, name: name, language: request.language,
                taskID: task.id, sourceFileID: source, consentID: request.consent, createdAt: task.createdAt,
                awaitsComparison: isRecorded)
            return made
        }
        guard let made else { throw StudioError.invalid(field: "source", reason: "is missing") }
        comparing.begin(made.id)
        // Somebody may have decided while it was queued.
        await decisions.settle(consent.id)
        return TrainedModelView(model: made, training: try await tasks.get(view.task.id, account: account))
    }

    /// What the training would take and cost, without queueing it; needs no consent yet.
    package func estimate(
        kind: TrainedModel.Kind, source: FileSource, engine: String? = nil, account: AccountID
    ) async throws -> WorkEstimate {
        var submission = Tasks.Submission(kind: kind.training, engine: engine)
        if kind == .video { submission.video = source } else { submission.audio = source }
        return try await tasks.estimate(submission, account: account)
    }

    package func get(_ id: ModelID, _ kind: TrainedModel.Kind, of account: AccountID) async throws -> TrainedModelView {
        try await view(of: try await row(id, kind, account))
    }

    /// Newest first.
    package func list(_ kind: TrainedModel.Kind, of account: AccountID, page: PageRequest) async throws
        -> Page<TrainedModelView>
    {
        let rows = try await store.models(of: account, kind: kind, page: page)
        var views: [TrainedModelView] = []
        for model in rows.items { views.append(try await view(of: model)) }
        return Page(items: views, nextCursor: rows.nextCursor)
    }

    package func rename(_ id: ModelID, _ kind: TrainedModel.Kind, of account: AccountID, name: String) async throws
        -> TrainedModelView
    {
        _ = try await row(id, kind, account)
        guard let model = try await store.renameModel(id, of: account, name: try Self.cleaned(name)) else {
            throw StudioError.notFound(kind.noun)
        }
        return try await view(of: model)
    }

    /// Deletes the model and what was learnt. A training under way is cancelled first.
    /// - Throws: ``StudioError/conflict(_:)`` while another task speaks with it.
    package func delete(_ id: ModelID, _ kind: TrainedModel.Kind, of account: AccountID) async throws {
        let model = try await row(id, kind, account)
        let training = try await tasks.get(model.taskID, account: account)
        if !training.task.status.isFinished { _ = try await tasks.cancel(model.taskID, account: account) }
        do {
            guard try await store.deleteModel(id, of: account) else { throw StudioError.notFound(kind.noun) }
        } catch StoreError.inUse {
            throw StudioError.conflict(Conflict("in_use", "an unfinished task uses this; cancel the task first"))
        }
    }

    /// Ends a training that has not ended.
    package func cancel(_ id: ModelID, _ kind: TrainedModel.Kind, of account: AccountID) async throws
        -> TrainedModelView
    {
        let model = try await row(id, kind, account)
        return TrainedModelView(model: model, training: try await tasks.cancel(model.taskID, account: account))
    }

    /// Trains again what failed or was cancelled.
    package func retry(_ id: ModelID, _ kind: TrainedModel.Kind, of account: AccountID) async throws
        -> TrainedModelView
    {
        let model = try await row(id, kind, account)
        return TrainedModelView(model: model, training: try await tasks.retry(model.taskID, account: account))
    }

    /// The absolute path of an avatar's tar and its hash.
    package func archive(_ id: ModelID, of account: AccountID) async throws -> (
        model: TrainedModel, path: String, hash: BlobHash
    ) {
        let model = try await row(id, .video, account)
        guard let hash = model.outcome?.archive else {
            throw StudioError.conflict(Conflict("model_not_ready", "this avatar is not ready yet"))
        }
        return (model, blobs.path(of: hash), hash)
    }

    private func view(of model: TrainedModel) async throws -> TrainedModelView {
        TrainedModelView(model: model, training: try await tasks.get(model.taskID, account: model.accountID))
    }

    private func row(_ id: ModelID, _ kind: TrainedModel.Kind, _ account: AccountID) async throws -> TrainedModel {
        guard let model = try await store.model(id, of: account), model.kind == kind else {
            throw StudioError.notFound(kind.noun)
        }
        return model
    }

    private func submission(for request: Request) -> Tasks.Submission {
        var options = ["name": request.name]
        options["language"] = request.language
        options[GenerationTask.callbackOption] = request.callback
        options[GenerationTask.webhookOption] = request.webhook
        switch request.kind {
        case .video:
            return Tasks.Submission(
                kind: .avatarTraining, video: request.source, options: options, engine: request.engine)
        case .voice:
            return Tasks.Submission(
                kind: .voiceClone, audio: request.source, options: options, engine: request.engine)
        }
    }

    private func consent(for request: Request, account: AccountID) async throws -> Consent {
        let needed: Consent.Kind = request.kind == .video ? .face : .voice
        guard let consent = try await store.consent(request.consent, of: account) else {
            throw StudioError.invalid(field: "consent_id", reason: "is not one of your consents")
        }
        guard consent.kind == needed else {
            throw StudioError.invalid(
                field: "consent_id", reason: "allows to clone a \(consent.kind.rawValue), not a \(needed.rawValue)")
        }
        switch consent.standing {
        case .granted, .awaited: return consent
        case .refused: throw StudioError.invalid(field: "consent_id", reason: "was refused")
        case .missing: throw StudioError.invalid(field: "consent_id", reason: "has no recording yet")
        }
    }

    private static func cleaned(_ name: String) throws(StudioError) -> String {
        guard let name = Title.cleaned(name) else {
            throw .invalid(field: "name", reason: "must have 1 to 200 characters")
        }
        return name
    }
}

extension TrainedModel.Kind {
    /// What it is called in a sentence.
    fileprivate var noun: String { self == .video ? "video model" : "voice model" }
}
