import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage
@testable import Studio

/// A training waits for its consent, and the credits for it are held: it must hear of the decision whatever happens.
struct ConsentDecisionTests {
    /// A training that waits for a consent about which an administrator has decided, by a server that was killed before it
    /// could do what follows.
    private func decided(_ verdict: Consent.Verdict, in house: TestHouse) async throws -> TaskID {
        let store = house.store
        let account = try await store.someone().id
        let (sample, recording) = (
            try await store.someFile(.audio, of: account), try await store.someFile(.audio, of: account)
        )
        let consent = Consent.sample(of: account)
        try await store.add(consent)
        _ = try await store.record(recording.id, for: consent.id, of: account, at: .sample)
        let findings = ConsentFindings(checks: [], models: [:], checkedAt: .sample)
        _ = try await store.conclude(consent.id, with: recording.id, as: .needsReview, findings, echo: [])
        var task = GenerationTask(
            id: sampleIDs.next(), accountID: account, kind: .voiceClone, engine: "builtin", mode: .standard,
            title: "Kim", inputs: .init(audioFileID: sample.id), createdAt: .sample)
        task.notBefore = .never
        let model = TrainedModel(
            id: sampleIDs.next(), accountID: account, kind: .voice, name: "Kim", language: "en", taskID: task.id,
            sourceFileID: sample.id, consentID: consent.id, createdAt: .sample)
        try await store.submit(task, training: model)
        let reviewed = try await store.review(
            consent.id, as: verdict, by: account, note: nil, at: .sample, noting: .sample(by: account, .consentApprove))
        #expect(reviewed != nil)
        return task.id
    }

    private func afterRestart(_ verdict: Consent.Verdict) async throws -> GenerationTask {
        let house = try TestHouse(isPaused: true)
        let id = try await decided(verdict, in: house)
        #expect(try await house.store.task(id)?.notBefore == .never)
        let later = try TestHouse(isPaused: true, after: house)
        return try await later.whileRunning {
            await later.scheduler.recovered()
            try await later.decisions.settleAll()
            return try #require(try await later.store.task(id))
        }
    }

    @Test func `a training goes on after a restart when its consent was agreed to just before`() async throws {
        let task = try await afterRestart(.approved)

        #expect(task.status == .queued && task.notBefore == nil)
    }

    @Test func `and ends when it was refused`() async throws {
        let task = try await afterRestart(.refused)

        #expect(task.status == .failed && task.failure?.code == "consent_refused")
    }
}
