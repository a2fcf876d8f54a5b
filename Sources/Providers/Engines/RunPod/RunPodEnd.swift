import Domain

/// How a job at RunPod has ended.
enum RunPodEnd: Sendable {
    /// - Parameter output: what the worker says of it.
    case made(JSONTree?)
    case failed(EngineError)
    /// The service no longer knows the job.
    case forgotten

    static func standing(_ job: RunPodAPI.Job) throws(ServiceFault) -> RemoteStanding<RunPodEnd> {
        switch job.status {
        case "IN_QUEUE": return .waiting(ahead: nil)
        case "IN_PROGRESS", "RUNNING":
            // The worker's last word, if it has said any: `{"progress": 0...100, "stage": …}`, or a number.
            let percent = job.output?["progress"]?.number ?? job.output?.number
            let stage = job.output?["stage"]?.text.map { String(ServiceWords.readable($0).prefix(40)) }
            return .running(stage: stage ?? "rendering", progress: percent.map { min(max($0 / 100, 0), 0.98) })
        case "COMPLETED": return .ended(end(job.output))
        case "FAILED":
            let words = ServiceWords.readable(job.error?.words ?? "")
            return .ended(
                .failed(
                    .failed(code: "service_failed", message: "RunPod could not do this: \(words)", detail: words)))
        case "TIMED_OUT":
            return .ended(
                .failed(
                    .failed(
                        code: "timed_out", message: "RunPod did not finish the job in time.",
                        detail: "RUNPOD_TIMEOUT_MINUTES is over")))
        case "CANCELLED":
            return .ended(.failed(.refused(code: "cancelled_by_service", message: "It was cancelled at RunPod.")))
        default: throw .lost("a status that nobody knows")
        }
    }

    /// A handler that is done may still say that it could not do what it was asked.
    private static func end(_ output: JSONTree?) -> RunPodEnd {
        let isFault = output?["ok"]?.flag == false || output?["status"]?.text == "error" || output?["error"] != nil
        guard isFault, output?["ok"]?.flag != true else { return .made(output) }
        let words = ServiceWords.readable(output?["error"]?.words ?? output?["message"]?.words ?? "")
        return .failed(
            .refused(code: "refused_by_service", message: Message("RunPod's worker refused the job: \(words)")))
    }
}
