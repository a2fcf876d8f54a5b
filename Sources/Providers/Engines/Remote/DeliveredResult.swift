import Domain
import Foundation

/// Results that a worker elsewhere has put to ``JobExchange/target(_:of:)``: they lie beside the job's half-done work until
/// somebody has looked at them.
struct DeliveredResult: Sendable {
    /// What the worker says of what it put there; nil where it says nothing.
    struct Told: Sendable {
        var bytes: Int?
        var sha256: String?
    }

    let fetched: RemoteResult

    /// Removes what an earlier attempt left.
    func forget(_ job: EngineJob) {
        for role in EngineOutput.Role.allCases {
            guard let path = job.received(role) else { continue }
            for path in [path, path + EngineJob.sumEnding] { try? FileManager.default.removeItem(atPath: path) }
        }
    }

    func hasArrived(_ role: EngineOutput.Role, of job: EngineJob) -> Bool {
        job.received(role).map(FileManager.default.fileExists) ?? false
    }

    /// Takes what has arrived.
    /// - Parameter expectedMs: how long it should be; nil when nobody can say.
    /// - Returns: where it lies now.
    func take(
        _ role: EngineOutput.Role, of job: EngineJob, told: Told?, expectedMs: Int?
    ) async throws(EngineError) -> String {
        guard let path = job.received(role), hasArrived(role, of: job) else {
            throw fetched.unusable("no \(role.rawValue) has arrived")
        }
        if let told { try compare(path, told) }
        try await look(at: path, role, expectedMs: expectedMs)
        let kept = "\(job.outputDirectory)/result-\(role.rawValue)"
        do {
            try? FileManager.default.removeItem(atPath: kept)
            try FileManager.default.moveItem(atPath: path, toPath: kept)
        } catch {
            throw .unavailable(.resultUnkept, detail: "\(error)")
        }
        return kept
    }

    /// - Throws: ``EngineError`` unless it is what the role says.
    func look(at path: String, _ role: EngineOutput.Role, expectedMs: Int?) async throws(EngineError) {
        switch role {
        case .video: try await fetched.look(at: path, .video, expectedMs: expectedMs)
        case .audio: try await fetched.look(at: path, .audio, expectedMs: expectedMs)
        case .archive: try requireTar(path)
        case .profile, .subtitles, .timings, .report: break
        }
    }

    /// A worker of an earlier attempt may have come later than the one that counts.
    private func compare(_ path: String, _ told: Told) throws(EngineError) {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        if let bytes = told.bytes, bytes != size { throw fetched.unusable("\(size) bytes instead of \(bytes)") }
        guard let sha256 = told.sha256 else { return }
        let sum = try? String(contentsOfFile: path + EngineJob.sumEnding, encoding: .utf8)
        guard sum == sha256.lowercased() else { throw fetched.unusable("another SHA-256 than was told") }
    }

    /// A header of a tar as POSIX has it since 1988; see pax(1), "ustar Interchange Format".
    private func requireTar(_ path: String) throws(EngineError) {
        guard let file = FileHandle(forReadingAtPath: path) else { throw fetched.unusable("it cannot be read") }
        defer { try? file.close() }
        let head = (try? file.read(upToCount: 512)) ?? Data()
        guard head.count == 512, head[257..<262] == Data("ustar".utf8) else { throw fetched.unusable("no tar") }
    }
}
