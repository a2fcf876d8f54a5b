import Domain
import Foundation

/// What a worker at RunPod has made: put to this server, or left where its answer says.
struct RunPodResult: Sendable {
    let delivered: DeliveredResult
    let title: String

    init(fetched: RemoteResult, title: String) {
        delivered = DeliveredResult(fetched: fetched)
        self.title = title
    }

    /// Removes what an earlier attempt left.
    func forget(_ job: EngineJob) { delivered.forget(job) }

    /// - Parameters:
    ///   - output: `{"bytes", "sha256"}` of what was put here, or a `video_url` or `url` where it lies.
    ///   - expectedMs: how long it should be; nil when nobody can say.
    func take(of job: EngineJob, told output: JSONTree?, expectedMs: Int?) async throws(EngineError) -> EngineOutput {
        let role = job.kind.product
        if delivered.hasArrived(role, of: job) {
            let told = DeliveredResult.Told(
                bytes: output?["bytes"]?.number.flatMap { Int(exactly: $0) }, sha256: output?["sha256"]?.text)
            return EngineOutput([role: try await delivered.take(role, of: job, told: told, expectedMs: expectedMs)])
        }
        guard let url = output?["video_url"]?.text ?? output?["url"]?.text else {
            throw delivered.fetched.unusable("nothing was put here, and no address was told")
        }
        let path = job.outputDirectory + "/result"
        try await delivered.fetched.fetchBytes(url, isElsewhere: true, to: path)
        try await delivered.look(at: path, role, expectedMs: expectedMs)
        return EngineOutput([role: path])
    }

    /// Of a job that the service has forgotten: what was put here is good all the same.
    func takeForgotten(of job: EngineJob, expectedMs: Int?) async throws(EngineError) -> EngineOutput {
        let role = job.kind.product
        guard delivered.hasArrived(role, of: job) else {
            throw .refused(
                code: "result_expired", message: Message("\(title) no longer knows this job and its result."))
        }
        return EngineOutput([role: try await delivered.take(role, of: job, told: nil, expectedMs: expectedMs)])
    }
}
