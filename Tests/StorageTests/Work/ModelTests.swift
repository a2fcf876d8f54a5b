import Domain
import Storage
import Testing
import TestSupport

/// Avatars, voices and the consent they rest on. A mistake here clones somebody who never agreed, or loses the proof.
struct ModelTests {
    private let store: Store
    private let account: Account

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
    }

    /// A voice whose training waits.
    private func waitingVoice() async throws -> (model: TrainedModel, task: GenerationTask) {
        let sample = try await store.someFile(.audio, of: account.id)
        let consent = Consent.sample(of: account.id)
        try await store.add(consent)
        let task = GenerationTask(
            id: sampleIDs.next(), accountID: account.id, kind: .voiceClone, engine: "builtin", mode: .standard,
            title: "Kim", inputs: .init(audioFileID: sample.id, options: ["name": "Kim"]), createdAt: .sample)
        let model = TrainedModel(
            id: sampleIDs.next(), accountID: account.id, kind: .voice, name: "Kim", language: "en", taskID: task.id,
            sourceFileID: sample.id, consentID: consent.id, createdAt: .sample)
        try await store.submit(task, training: model)
        return (model, task)
    }

    private func trainedVoice() async throws -> TrainedModel {
        var (model, task) = try await waitingVoice()
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        let outcome = TrainedModel.Outcome(profile: #"{"pitch":120}"#, completedAt: .sample)
        _ = try await store.end(task.id, as: .succeeded(Delivery(outcome: outcome)), at: .sample)
        model.outcome = outcome
        return model
    }

    @Test func `keeps a model with its training and what the training made with its end`() async throws {
        let (waiting, task) = try await waitingVoice()
        #expect(try await store.model(waiting.id, of: account.id) == waiting)
        #expect(try await store.task(task.id)?.inputs == task.inputs)

        let trained = try await trainedVoice()

        #expect(try await store.model(trained.id, of: account.id) == trained)
        #expect(try await store.model(trainedBy: trained.taskID) == trained)
        let listed = try await store.models(of: account.id, kind: .voice, page: PageRequest()).items
        #expect(listed.map(\.id) == [trained.id, waiting.id])
        #expect(try await store.models(of: account.id, kind: .video, page: PageRequest()).items.isEmpty)
    }

    @Test func `shows a model to nobody else`() async throws {
        let model = try await trainedVoice()
        let eve = try await store.someone()

        #expect(try await store.model(model.id, of: eve.id) == nil)
        #expect(try await store.renameModel(model.id, of: eve.id, name: "mine") == nil)
        #expect(try await store.deleteModel(model.id, of: eve.id) == false)
        let task = GenerationTask(
            id: sampleIDs.next(), accountID: eve.id, kind: .speech, engine: "builtin", mode: .standard, title: "t",
            inputs: .init(voiceModelID: model.id), createdAt: .sample)
        await #expect(throws: StoreError.missingModel(model.id)) { try await store.submit(task, script: "hello") }
    }

    @Test func `does not delete a model that is being trained or spoken with`() async throws {
        let (waiting, training) = try await waitingVoice()
        await #expect(throws: StoreError.inUse(training.id)) { try await store.deleteModel(waiting.id, of: account.id) }
        let model = try await trainedVoice()
        let task = GenerationTask(
            id: sampleIDs.next(), accountID: account.id, kind: .speech, engine: "builtin", mode: .standard, title: "t",
            inputs: .init(voiceModelID: model.id, scriptExcerpt: "hello"), createdAt: .sample)
        try await store.submit(task, script: "hello")

        await #expect(throws: StoreError.inUse(task.id)) { try await store.deleteModel(model.id, of: account.id) }
        _ = try await store.end(task.id, of: account.id, as: .cancelled, at: .sample)
        #expect(try await store.deleteModel(model.id, of: account.id))
        #expect(try await store.model(model.id, of: account.id) == nil)
        #expect(try await store.script(of: task.id) == "hello")
    }

    @Test func `counts an avatar's archive and lets its bytes go once it is deleted`() async throws {
        let clip = try await store.someFile(.video, of: account.id)
        let consent = Consent.sample(of: account.id, kind: .face)
        try await store.add(consent)
        let task = GenerationTask(
            id: sampleIDs.next(), accountID: account.id, kind: .avatarTraining, engine: "builtin", mode: .standard,
            title: "Kim", inputs: .init(videoFileID: clip.id), createdAt: .sample)
        let model = TrainedModel(
            id: sampleIDs.next(), accountID: account.id, kind: .video, name: "Kim", taskID: task.id,
            sourceFileID: clip.id, consentID: consent.id, createdAt: .sample)
        try await store.submit(task, training: model)
        let before = try await store.storageUsed(by: account.id)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        let archive = BlobHash.random()
        let outcome = TrainedModel.Outcome(archive: archive, archiveBytes: 5000, completedAt: .sample)
        _ = try await store.end(task.id, as: .succeeded(Delivery(outcome: outcome)), at: .sample)

        #expect(try await store.storageUsed(by: account.id) == before + 5000)
        #expect(try await store.unreferencedBlobs(limit: 10).isEmpty)
        #expect(try await store.deleteModel(model.id, of: account.id))
        #expect(try await store.storageUsed(by: account.id) == before)
        #expect(try await store.unreferencedBlobs(limit: 10) == [archive])
        #expect(try await store.forget([archive]) == [archive])
        #expect(try await store.unreferencedBlobs(limit: 10).isEmpty)
    }

    @Test func `takes a consent's recording in time, and no other once it is agreed to`() async throws {
        let consent = Consent.sample(of: account.id)
        try await store.add(consent)
        let recording = try await store.someFile(.audio, of: account.id)

        #expect(
            try await store.record(recording.id, for: consent.id, of: account.id, at: .sample + .seconds(1801)) == nil)
        let given = try await store.record(recording.id, for: consent.id, of: account.id, at: .sample + .seconds(60))
        #expect(given?.standing == .awaited && given?.status(at: .sample + .seconds(99999)) == .pending)
        let findings = ConsentFindings(checks: [ConsentCheck(.code, .passed, score: 1)], checkedAt: .sample)
        let heard = try await store.conclude(
            consent.id, with: recording.id, as: .verified, findings, echo: [1, 2, 4_000_000_000])
        #expect(heard?.standing == .granted && heard?.findings == findings)
        #expect(heard?.status(at: .sample + .seconds(99999)) == .verified)
        #expect(try await store.mostShared([4_000_000_000, 2, 7], besides: sampleIDs.next()) == 2)
        #expect(try await store.mostShared([4_000_000_000, 2, 7], besides: consent.id) == 0)
        #expect(
            try await store.record(recording.id, for: consent.id, of: account.id, at: .sample + .seconds(61)) == nil)
        #expect(
            try await store.waive(
                consent.id, by: account.id, reason: "paper", at: .sample, noting: .sample(by: account.id)) == nil)
    }

    @Test func `keeps the recording that proves a consent`() async throws {
        let consent = Consent.sample(of: account.id)
        try await store.add(consent)
        let recording = try await store.someFile(.audio, of: account.id)
        _ = try await store.record(recording.id, for: consent.id, of: account.id, at: .sample)

        await #expect(throws: StoreError.isProof(recording.id)) {
            try await store.deleteFile(recording.id, of: account.id)
        }
        #expect(try await store.file(recording.id) != nil)
    }
}
