import Domain
import Foundation

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
        let listener = StepListener(steps, remarks: remarks, report: report)
        for step in steps.indices {
            do {
                try await carryOut(step, job, listener)
            } catch {
                throw EngineError(ofProgram: error)
            }
        }
        do throws(EngineError) {
            return try output(of: job)
        } catch {
            // There are programs that say what went wrong and end as if nothing had.
            throw listener.error ?? error
        }
    }

    private func carryOut(_ number: Int, _ job: EngineJob, _ listener: StepListener) async throws {
        let step = steps[number]
        let words = JobWords(job: job, choices: manifest.choices, settings: host.settings)
        for file in step.files { try write(try words.filled(file.content), to: try words.filled(file.path), job) }
        let child = ChildProcess(
            try manifest.command(step.program, for: job, host), grace: manifest.grace,
            silence: manifest.silence ?? host.silence,
            isNice: true, endsLinesAtReturn: true)
        listener.begin(number)
        let take: @Sendable (Data) -> Void = { listener.hear(String(decoding: $0, as: UTF8.self), in: number) }
        let ending = try await child.run(onErrorLine: take, onLine: take)
        guard ending.status != 0 else { return }
        throw listener.error ?? EngineError(outOfMemory: ending.errorTail) ?? EngineError(of: ending)
    }

    /// Files of a step lie in the job's own folders only.
    private func write(_ text: String, to path: String, _ job: EngineJob) throws {
        let folders = [job.outputDirectory, job.workDirectory, job.cacheDirectory].compactMap { $0 }
        guard folders.contains(where: { path.hasPrefix($0 + "/") }), !path.split(separator: "/").contains("..") else {
            throw EngineError.unavailable(.notSetUp, detail: "\(path) is outside the job's folders")
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

extension EngineError {
    /// Nil unless that is what the last lines of a program say.
    init?(outOfMemory tail: String) {
        guard tail.contains("out of memory") || tail.contains("OutOfMemoryError") else { return nil }
        self = .failed(
            code: "out_of_memory", message: "The engine ran out of memory.", detail: String(tail.suffix(500)))
    }
}
