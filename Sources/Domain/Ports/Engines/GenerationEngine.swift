/// Turns a task into files: the built-in engine, a command described by a manifest, or a remote service. What only some
/// engines can do besides is a protocol of its own: ``CheckingEngine``, ``AttachableEngine``, ``PricingEngine``,
/// ``HealthReportingEngine``.
package protocol GenerationEngine: Sendable {
    var facts: EngineFacts { get }

    /// Carries the job out. Cancelling the surrounding Swift task ends the work and everything it started within 10 s
    /// and throws ``EngineError/cancelled``.
    /// - Parameter report: called in order, from one task at a time.
    func run(_ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void) async throws(EngineError)
        -> EngineOutput
}

extension GenerationEngine {
    /// What `engine` in the API names, e.g. `builtin`.
    package var name: String { facts.name }
}

/// An engine that can look at a job before it is queued.
package protocol CheckingEngine: GenerationEngine {
    /// Says whether the work can succeed and how long it takes.
    func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate
}

/// An engine that can show the beginning of its work within seconds, for the kinds in ``EngineFacts/previews``.
package protocol PreviewingEngine: GenerationEngine {
    /// - Returns: the absolute path of a JPEG in the job's output directory.
    func preview(_ job: EngineJob) async throws(EngineError) -> String
}

/// An engine whose work continues elsewhere and outlives this process. The queue commits what ``submit(_:report:)`` returns
/// before it calls ``attach(_:to:report:)``, so that a restart takes the same work up and never submits, and pays, twice.
package protocol AttachableEngine: GenerationEngine {
    /// Hands the job over.
    /// - Returns: what the service calls the work.
    /// - Throws: ``EngineError``; ``EngineError/uncertain(message:detail:)`` when the answer was lost, so that nobody knows
    ///   whether the service took the job.
    func submit(_ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void) async throws(EngineError)
        -> RemoteWork

    /// Follows the work to its end and fetches the result. Cancelling the surrounding Swift task only stops following:
    /// ``abandon(_:)`` ends the work itself.
    func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput

    /// Work that the service has of a job whose submit was never answered; nil when it has none for certain.
    /// - Parameters:
    ///   - moment: when it was handed over.
    ///   - isTaken: whether such work is known to be another task's.
    /// - Throws: ``EngineError/uncertain(message:detail:)`` when the service cannot be asked for that.
    func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork?

    /// Ends the work at the service; what has ended already is left alone.
    func abandon(_ work: RemoteWork) async throws(EngineError)

    /// Somebody says that there is news of the work: whoever follows it asks the service at once. It is a hint and nothing
    /// more; it may come from anybody, twice, or never.
    func hear(of work: RemoteWork)
}

extension AttachableEngine {
    package func hear(of work: RemoteWork) {}

    package func run(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        try await attach(job, to: try await submit(job, report: report), report: report)
    }
}

/// An engine that can be asked whether it could work now, without doing any.
package protocol HealthReportingEngine: GenerationEngine {
    func health() async -> EngineReadiness
}

/// What a service calls a job of ours.
package struct RemoteWork: Equatable, Sendable {
    /// 1...150 characters.
    package let id: String

    /// Nil for a name that is none, or too long to be kept.
    package init?(id: String) {
        guard (1...150).contains(id.unicodeScalars.count) else { return nil }
        self.id = id
    }
}

/// Whether an engine could work now.
package enum EngineReadiness: Equatable, Sendable {
    case ready
    /// Something is missing that an operator has to provide.
    case notConfigured(Remark)
    /// It is set up but does not answer.
    case unreachable(Remark)
}

package struct EngineEstimate: Codable, Equatable, Sendable {
    /// Expected run time in seconds.
    package var seconds: Double
    package var frames: Int?
    /// About what will work, but not well.
    package var warnings: [Remark]

    package init(seconds: Double, frames: Int? = nil, warnings: [Remark] = []) {
        self.seconds = seconds
        self.frames = frames
        self.warnings = warnings
    }
}

package enum EngineReport: Equatable, Sendable {
    /// `progress` is 0...1 over the whole task.
    case progress(stage: String, progress: Double)
    case log(String)
}

package enum EngineError: Error, Equatable, Sendable {
    /// The engine looked at the input and says why it cannot: final, e.g. `no_face_in_source`.
    case refused(code: String, message: Message)
    /// It broke, was killed, or could not start: worth another try. The message is for a person, `detail` for the log.
    case failed(code: String, message: String, detail: String)
    /// It can do no job at all now: the program does not start, the service does not answer or refuses the key. Worth
    /// another try, there or on another engine.
    case unavailable(Remark, detail: String)
    /// A service may have taken the job, and nobody knows: final, because another try could be paid for twice.
    case uncertain(message: String, detail: String)
    case cancelled
}
