import Domain
import Foundation

/// What a worker at RunPod has made: put to this server, or left where its answer says.
struct RunPodResult: Sendable {
    let fetched: RemoteResult
    let title: String

    /// Removes what an earlier attempt left.
    func forget(_ job: EngineJob) {
        guard let path = job.received(job.kind.product) else { return }
        for path in [path, path + EngineJob.sumEnding] { try? FileManager.default.removeItem(atPath: path) }
    }

    /// - Parameters:
    ///   - output: `{"bytes", "sha256"}` of what was put here, or a `video_url` or `url` where it lies.
    ///   - expectedMs: how long it should be; nil when nobody can say.
    func take(of job: EngineJob, told output: JSONTree?, expectedMs: Int?) async throws(EngineError) -> EngineOutput {
        if let path = arrived(job) {
            try compare(path, output)
            return try await keep(path, job, expectedMs)
        }
        guard let url = output?["video_url"]?.text ?? output?["url"]?.text else { throw unusable }
        let path = job.outputDirectory + "/result"
        if job.kind.product == .archive {
            try await fetched.fetchBytes(url, isElsewhere: true, to: path)
            try requireTar(path)
        } else {
            try await fetched.fetch(url, isElsewhere: true, to: path, .video, expectedMs: expectedMs)
        }
        return EngineOutput([job.kind.product: path])
    }

    /// Of a job that the service has forgotten: what was put here is good all the same.
    func takeForgotten(of job: EngineJob, expectedMs: Int?) async throws(EngineError) -> EngineOutput {
        guard let path = arrived(job) else {
            throw .refused(
                code: "result_expired", message: Message("\(title) no longer knows this job and its result."))
        }
        return try await keep(path, job, expectedMs)
    }

    private func arrived(_ job: EngineJob) -> String? {
        guard let path = job.received(job.kind.product), FileManager.default.fileExists(atPath: path) else {
            return nil
        }
        return path
    }

    /// A worker of an earlier attempt may have come later than the one that counts.
    private func compare(_ path: String, _ output: JSONTree?) throws(EngineError) {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        if let told = output?["bytes"]?.number, Int(exactly: told) != size { throw unusable }
        guard let told = output?["sha256"]?.text else { return }
        let sum = try? String(contentsOfFile: path + EngineJob.sumEnding, encoding: .utf8)
        guard sum == told.lowercased() else { throw unusable }
    }

    private func keep(
        _ path: String, _ job: EngineJob, _ expectedMs: Int?
    ) async throws(EngineError) -> EngineOutput {
        if job.kind.product == .archive {
            try requireTar(path)
        } else {
            try await fetched.look(at: path, .video, expectedMs: expectedMs)
        }
        let kept = job.outputDirectory + "/result"
        do {
            try? FileManager.default.removeItem(atPath: kept)
            try FileManager.default.moveItem(atPath: path, toPath: kept)
        } catch {
            throw .failed(code: "internal", message: "The result cannot be kept.", detail: "\(error)")
        }
        return EngineOutput([job.kind.product: kept])
    }

    /// A header of a tar as POSIX has it since 1988; see pax(1), "ustar Interchange Format".
    private func requireTar(_ path: String) throws(EngineError) {
        guard let file = FileHandle(forReadingAtPath: path) else { throw unusable }
        defer { try? file.close() }
        let head = (try? file.read(upToCount: 512)) ?? Data()
        guard head.count == 512, head[257..<262] == Data("ustar".utf8) else { throw unusable }
    }

    private var unusable: EngineError {
        .refused(code: "result_unusable", message: Message("\(title) made something that cannot be used."))
    }
}
