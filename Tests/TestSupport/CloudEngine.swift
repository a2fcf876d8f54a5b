import Domain
import Foundation
import Synchronization

/// A service that outlives the servers which use it, as the tests play it.
package final class CloudService: Sendable {
    package struct State: Sendable {
        /// Jobs that it has, by the name it gave them.
        package var jobs: [String: TaskID] = [:]
        package var followed: [String] = []
        package var abandoned: [String] = []
        /// Work that there was said to be news of.
        package var heard: [String] = []
        /// Whether the answer to a submit gets lost on the way.
        package var losesAnswers = false
        /// Whether it answers a submit only once ``CloudService/answers`` is open.
        package var answersLate = false
        /// Whether it can be asked what it has.
        package var canBeAsked = true
        package var isDown = false
        /// What becomes of a job; the number counts the jobs from 1. Nil makes a video that no other job makes.
        package var work: (@Sendable (EngineJob, Int) throws(EngineError) -> EngineOutput)?
    }

    package let state = Mutex(State())
    /// Opens when the service has finished its jobs.
    package let gate = Gate()
    package let answers = Gate()
    /// Names of the work that it was told to end.
    package let abandonments: AsyncStream<String>
    fileprivate let abandonment: AsyncStream<String>.Continuation

    package init() { (abandonments, abandonment) = AsyncStream.makeStream(of: String.self) }

    package var submits: Int { state.withLock { $0.jobs.count } }
}

/// An engine whose work goes on at the service.
package final class CloudEngine: AttachableEngine {
    package let facts: EngineFacts
    private let service: CloudService

    package init(_ service: CloudService, name: String = "cloud") {
        self.service = service
        facts = EngineFacts(name: name, kinds: [.animateMove], needs: EngineNeeds(slots: 2, usesNetwork: true))
    }

    package func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        let (name, isLost, isDown) = service.state.withLock { state -> (String, Bool, Bool) in
            guard !state.isDown else { return ("", false, true) }
            let name = "job-\(state.jobs.count + 1)"
            state.jobs[name] = job.taskID
            return (name, state.losesAnswers, false)
        }
        if service.state.withLock({ $0.answersLate }) { try await service.answers.pass(job) }
        guard !isDown else { throw .unavailable(.noAnswer(of: "The service"), detail: "down") }
        guard !isLost, let work = RemoteWork(id: name) else {
            throw .uncertain(message: "The service did not answer.", detail: "lost")
        }
        return work
    }

    package func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let (play, number) = service.state.withLock { state in
            state.followed.append(work.id)
            return (state.work, state.jobs.count)
        }
        report(.progress(stage: "rendering", progress: 0.25))
        try await service.gate.pass(job)
        report(.progress(stage: "rendering", progress: 0.5))
        if let play { return try play(job, number) }
        let path = job.outputDirectory + "/out.mp4"
        guard FileManager.default.createFile(atPath: path, contents: Data("VID \(job.taskID)".utf8)) else {
            throw .failed(code: "no_place", message: "no place", detail: path)
        }
        return EngineOutput([.video: path])
    }

    package func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        let (canBeAsked, name) = service.state.withLock { state in
            (state.canBeAsked, state.jobs.first { $0.value == job.taskID }?.key)
        }
        guard canBeAsked else { throw .uncertain(message: "Nobody knows.", detail: "the service keeps no list") }
        return name.flatMap(RemoteWork.init)
    }

    package func hear(of work: RemoteWork) { service.state.withLock { $0.heard.append(work.id) } }

    package func abandon(_ work: RemoteWork) async throws(EngineError) {
        service.state.withLock { $0.abandoned.append(work.id) }
        service.abandonment.yield(work.id)
    }
}
