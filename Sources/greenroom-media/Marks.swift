import Foundation

/// What a result says about itself, for machines: that it is made by one, by which, for which task and when.
struct Marks {
    let engine: String
    let taskID: String
    /// In RFC 3339.
    let created: String

    /// - Parameters:
    ///   - medium: what it is: `video`, `speech`.
    ///   - what: completes "AI-generated video: ... by Greenroom".
    func metadata(medium: String = "video", what: String) -> [String: String] {
        [
            "ai_generated": "true", "generator": "Greenroom \(engine)", "engine": engine, "task_id": taskID,
            "created": created,
            "comment": "AI-generated \(medium): \(what) by Greenroom (engine \(engine), task \(taskID), \(created)).",
        ]
    }

    static func metadata(of job: Job, medium: String = "video", what: String) -> [String: String] {
        Marks(engine: job.engine, taskID: job.taskId, created: job.createdAt ?? Date.now.formatted(.iso8601))
            .metadata(medium: medium, what: what)
    }
}
