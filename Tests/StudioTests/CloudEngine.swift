import Domain
import Foundation
import Synchronization

/// A service that outlives the servers which use it, as the tests play it.
final class CloudService: Sendable {
    struct State {
        /// Jobs that it has, by the name it gave them.
        var jobs: [String: TaskID] = [:]
        var followed: [String] = []
        var abandoned: [String] = []
        /// Whether the answer to a submit gets lost on the way.
        var losesAnswers = false
        /// Whether it can be asked what it has.
        var canBeAsked = true
        var isDown = false
    }

    let state = Mutex(State())
    /// Opens when the service has finished its jobs.
    let gate = Gate()

    var submits: Int { state.withLock { $0.jobs.count } }
}

/// An engine whose work goes on at the service.
final class CloudEngine: AttachableEngine {
    let facts: EngineFacts
    private let service: CloudService

    init(_ service: CloudService, name: String = "cloud") {
        self.service = service
        facts = EngineFacts(name: name, kinds: [.animateMove], needs: EngineNeeds(slots: 2, usesNetwork: true))
    }

    func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        let (name, isLost, isDown) = service.state.withLock { state -> (String, Bool, Bool) in
            guard !state.isDown else { return ("", false, true) }
            let name = "job-\(state.jobs.count + 1)"
            state.jobs[name] = job.taskID
            return (name, state.losesAnswers, false)
        }
        guard !isDown else { throw .unavailable(message: "The service does not answer.", detail: "down") }
        guard !isLost else { throw .uncertain(message: "The service did not answer.", detail: "lost") }
        return RemoteWork(id: name)
    }

    func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        service.state.withLock { $0.followed.append(work.id) }
        try await service.gate.pass(job)
        return try await ScriptedEngine.succeed(job, report)
    }

    func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        let (canBeAsked, name) = service.state.withLock { state in
            (state.canBeAsked, state.jobs.first { $0.value == job.taskID }?.key)
        }
        guard canBeAsked else { throw .uncertain(message: "Nobody knows.", detail: "the service keeps no list") }
        return name.map { RemoteWork(id: $0) }
    }

    func abandon(_ work: RemoteWork) async throws(EngineError) {
        service.state.withLock { $0.abandoned.append(work.id) }
    }
}
