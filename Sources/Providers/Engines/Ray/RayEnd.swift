import Domain

/// How a job on the cluster has ended.
enum RayEnd: Sendable {
    /// - Parameter told: what was delivered, by role; nil when its last words cannot be read any more.
    case made(told: [String: RayLog.Delivered]?)
    case failed(EngineError)
    /// The cluster has lost the job: its head was started anew.
    case forgotten

    /// - Parameter transcript: has heard all there is.
    init(_ job: RayAPI.Job, _ transcript: RayTranscript) {
        switch (job.status, transcript.end) {
        case ("STOPPED", _):
            self = .failed(.refused(code: "cancelled_by_service", message: "It was stopped on the Ray cluster."))
        case (_, .done(let told)): self = .made(told: told)
        case (_, .failed(let code, let detail)): self = .failed(Self.error(code, detail, transcript))
        case ("SUCCEEDED", _): self = .made(told: nil)
        default: self = .failed(Self.error(of: job))
        }
    }

    /// What the worker says went wrong.
    private static func error(_ code: String, _ detail: String, _ transcript: RayTranscript) -> EngineError {
        switch code {
        case "exit": transcript.verdict ?? EngineError(outOfMemory: detail) ?? .broken(detail)
        // There are programs that say what went wrong and end as if nothing had.
        case "no_output": transcript.verdict ?? .broken("the programs ended well but left \(detail)")
        case "silent":
            .failed(
                code: "engine_silent", message: "The engine did not respond for \(detail) s and was stopped.",
                detail: "no line and no processor time")
        case "not_installed":
            .failed(code: "engine_unavailable", message: "The engine is not installed on the cluster.", detail: detail)
        case "input_lost":
            .failed(code: "service_failed", message: "The cluster cannot fetch the task's files.", detail: detail)
        case "undelivered":
            .failed(code: "service_failed", message: "The cluster cannot deliver its result.", detail: detail)
        default: .failed(code: "service_failed", message: "A node of the cluster failed.", detail: "\(code): \(detail)")
        }
    }

    /// What Ray says of a job whose worker could say nothing.
    private static func error(of job: RayAPI.Job) -> EngineError {
        let detail = "\(job.error_type ?? "no error_type"): \(ServiceWords.readable(job.message ?? ""))"
        switch job.error_type {
        case "JOB_SUPERVISOR_ACTOR_START_TIMEOUT", "JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE":
            return .failed(
                code: "engine_unavailable", message: "The Ray cluster has no room for this.", detail: detail)
        case "RUNTIME_ENV_SETUP_FAILURE", "JOB_SUPERVISOR_ACTOR_START_FAILURE", "JOB_ENTRYPOINT_COMMAND_START_ERROR":
            return .failed(
                code: "engine_unavailable", message: "The Ray cluster cannot start jobs.", detail: detail)
        default: return .failed(code: "service_failed", message: "A node of the cluster failed.", detail: detail)
        }
    }
}
