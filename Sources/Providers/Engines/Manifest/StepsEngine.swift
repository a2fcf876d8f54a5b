import Domain
import Foundation
import Synchronization

/// An engine made of programs that know nothing of us: they are started one after the other, what they write is searched
/// for progress, and what they leave in the output folder is the result.
struct StepsEngine: HealthReportingEngine, PricingEngine {
    let manifest: EngineManifest
    let steps: [EngineManifest.Step]
    let outputs: [EngineOutput.Role: ArgumentTemplate]
    let remarks: [EngineManifest.Remark]
    let host: ManifestHost

    var facts: EngineFacts { manifest.facts }

    func health() async -> EngineReadiness { manifest.readiness(host) }

    func price(of work: WorkSize) -> EnginePrice? { manifest.rates[work.kind]?.price(of: work) }

    func run(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let all = steps.reduce(0) { $0 + $1.share }
        var done = 0.0
        let remark = HeardRemark()
        for step in steps {
            let range = done / all...min(1, (done + step.share) / all)
            do {
                try await carryOut(step, job, remark) { share in
                    let progress = range.lowerBound + share * (range.upperBound - range.lowerBound)
                    report(.progress(stage: step.stage, progress: progress))
                } log: {
                    report(.log($0))
                }
            } catch {
                throw EngineError(ofProgram: error)
            }
            done += step.share
        }
        do throws(EngineError) {
            return try output(of: job)
        } catch {
            // There are programs that say what went wrong and end as if nothing had.
            throw remark.error ?? error
        }
    }

    private func carryOut(
        _ step: EngineManifest.Step, _ job: EngineJob, _ remark: HeardRemark,
        progress: @escaping @Sendable (Double) -> Void, log: @escaping @Sendable (String) -> Void
    ) async throws {
        let words = JobWords(job: job, choices: manifest.choices, settings: host.settings)
        for file in step.files { try write(try words.filled(file.content), to: try words.filled(file.path), job) }
        let child = ChildProcess(
            try manifest.command(step.program, for: job, host), grace: manifest.grace,
            silence: manifest.silence ?? host.silence,
            isNice: true, endsLinesAtReturn: true)
        progress(0)
        let take: @Sendable (Data) -> Void = { data in
            let line = String(decoding: data, as: UTF8.self)
            if let share = step.progress.lazy.compactMap({ $0.progress(line) }).first { return progress(share) }
            if let found = remarks.first(where: { $0.pattern.match(line) != nil }) { remark.hear(found) }
            log(line)
        }
        let ending = try await child.run(onErrorLine: take, onLine: take)
        guard ending.status != 0 else { return }
        if let error = remark.error { throw error }
        if ending.errorTail.contains("out of memory") || ending.errorTail.contains("OutOfMemoryError") {
            throw EngineError.failed(
                code: "out_of_memory", message: "The engine ran out of memory.",
                detail: String(ending.errorTail.suffix(500)))
        }
        throw EngineError(of: ending)
    }

    /// Files of a step lie in the job's own folders only.
    private func write(_ text: String, to path: String, _ job: EngineJob) throws {
        let folders = [job.outputDirectory, job.workDirectory, job.cacheDirectory].compactMap { $0 }
        guard folders.contains(where: { path.hasPrefix($0 + "/") }), !path.split(separator: "/").contains("..") else {
            throw EngineError.unavailable(
                message: "The engine is not set up properly.", detail: "\(path) is outside the job's folders")
        }
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func output(of job: EngineJob) throws(EngineError) -> EngineOutput {
        let words = JobWords(job: job, choices: manifest.choices, settings: host.settings)
        var made = EngineOutput([:])
        for (role, template) in outputs {
            let pattern = try words.filled(template)
            let found = Self.newest(pattern.hasPrefix("/") ? pattern : job.outputDirectory + "/" + pattern)
            if let path = found.flatMap({ OutputPath.resolve($0, in: job.outputDirectory) }) {
                made.files[role] = path
            } else if role == job.kind.product {
                throw .broken("the programs ended well but left no \(pattern)")
            }
        }
        return made
    }

    /// The newest file whose name fits, with `*` and `?` in its last part.
    private static func newest(_ pattern: String) -> String? {
        let (folder, name) = ((pattern as NSString).deletingLastPathComponent, (pattern as NSString).lastPathComponent)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { fnmatch(name, $0, FNM_PERIOD) == 0 }.map { "\(folder)/\($0)" }.max { age($0) < age($1) }
    }

    private static func age(_ path: String) -> Double {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return 0 }
        return Double(facts.st_mtim.tv_sec) + Double(facts.st_mtim.tv_nsec) / 1e9
    }
}

/// The last line with a meaning that a program of the job has written.
private final class HeardRemark: Sendable {
    private let remark = Mutex<EngineManifest.Remark?>(nil)

    func hear(_ heard: EngineManifest.Remark) { remark.withLock { $0 = heard } }

    var error: EngineError? { remark.withLock { $0?.error } }
}

extension EngineManifest.Remark {
    fileprivate var error: EngineError {
        isPassing
            ? .failed(code: code, message: message, detail: "a remark of the manifest")
            : .refused(code: code, message: Message(message))
    }
}
