import Domain
import Foundation

/// What a job is called on the cluster. The name is ours and lies on the disk before anybody hears it, so that a submit
/// whose answer was lost, or that a crash cut off, can be repeated: it is the same job.
struct RaySubmission: Sendable {
    private let job: EngineJob
    private let path: String

    /// Nil for a job without a work directory, such as a check.
    init?(of job: EngineJob) {
        guard let folder = job.workDirectory else { return nil }
        self.job = job
        path = folder + "/ray-submission"
    }

    /// The name of a job that was handed over, or was about to be.
    func noted() async -> RemoteWork? {
        await BlockingThreads.run { [path] in
            (try? String(contentsOfFile: path, encoding: .utf8)).flatMap(RemoteWork.init)
        }
    }

    /// A new name unless there is one; it is on the disk when this returns.
    func name() async throws(EngineError) -> RemoteWork {
        if let work = await noted() { return work }
        let name = "greenroom-\(job.taskID)-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        guard let work = RemoteWork(id: name), await keep(name) else {
            throw .failed(
                code: "internal", message: "The job cannot be handed over.", detail: "\(path) cannot be written")
        }
        return work
    }

    /// The next attempt is another job.
    func forget() async { _ = await BlockingThreads.run { [path] in unlink(path) } }

    private func keep(_ name: String) async -> Bool {
        await BlockingThreads.run { [path] in
            let draft = path + ".new"
            let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard file >= 0 else { return false }
            let isWhole = Array(name.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == name.utf8.count
            let isKept = fsync(file) == 0
            close(file)
            guard isWhole, isKept, rename(draft, path) == 0 else { return false }
            let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard folder >= 0 else { return false }
            defer { close(folder) }
            return fsync(folder) == 0
        }
    }
}
