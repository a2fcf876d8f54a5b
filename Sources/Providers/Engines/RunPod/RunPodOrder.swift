import Domain

/// What a worker at RunPod is asked. Handlers there are their owner's own programs; these are the words that ours reads:
/// `{"task", "job_id", "inputs": {"image_url", …}, "params", "output": {"put_url", "content_type"}}`.
package struct RunPodOrder {
    /// What there is a word for.
    package static let kinds: Set<GenerationTask.Kind> = [.avatarTraining, .animateMove, .animateMix, .talkingVideo]

    private let job: EngineJob
    private let task: String
    /// Roles, with what they are called for a person.
    let inputs: [(role: String, noun: String)]

    /// Nil for a job without what its task needs.
    init?(_ job: EngineJob) {
        self.job = job
        let (image, video, audio) = (("image", "picture"), ("video", "video"), ("audio", "sound"))
        switch job.kind {
        case .animateMove: (task, inputs) = ("animate-move", [image, video])
        case .animateMix: (task, inputs) = ("animate-mix", [image, video])
        case .avatarTraining: (task, inputs) = ("avatar", [video])
        case .talkingVideo: (task, inputs) = ("lipsync", [job.inputs["video"] == nil ? image : video, audio])
        case .speech, .voiceClone, .film: return nil
        }
        guard inputs.allSatisfy({ job.inputs[$0.role] != nil }) else { return nil }
    }

    /// The body of `/run`.
    func body(exchange: any JobExchange, timeout: Duration) -> [String: Any] {
        var addresses: [String: String] = [:]
        for (role, _) in inputs { addresses[role + "_url"] = exchange.source(role, of: job) }
        let product = job.kind.product
        let type = product == .archive ? "application/x-tar" : "video/mp4"
        let milliseconds = max(timeout.components.seconds, 6) * 1000
        return [
            "input": [
                "task": task, "job_id": job.taskID.rawValue, "inputs": addresses,
                "params": ["mode": job.parameters["mode"] ?? GenerationTask.Mode.standard.rawValue],
                "output": ["put_url": exchange.target(product, of: job), "content_type": type],
            ],
            "webhook": exchange.callback(of: job),
            // Without it a job is ended after 10 minutes.
            "policy": [
                "executionTimeout": milliseconds, "ttl": min(max(milliseconds + 86_400_000, 10_000), 604_800_000),
            ],
        ]
    }
}
