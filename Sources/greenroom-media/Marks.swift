import Foundation

/// What a result says about itself, for machines.
enum Marks {
    /// That it is made by a machine, by which, for which task and when.
    /// - Parameters:
    ///   - medium: what it is: `video`, `speech`.
    ///   - what: completes "AI-generated video: ... by Greenroom".
    static func metadata(of job: Job, medium: String = "video", what: String) -> [String: String] {
        let created = job.createdAt ?? Date.now.formatted(.iso8601)
        return [
            "ai_generated": "true", "generator": "Greenroom \(job.engine)", "engine": job.engine,
            "task_id": job.taskId, "created": created,
            "comment": "AI-generated \(medium): \(what) by Greenroom (engine \(job.engine), task "
                + "\(job.taskId), \(created)).",
        ]
    }
}
