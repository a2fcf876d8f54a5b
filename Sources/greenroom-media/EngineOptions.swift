import ArgumentParser
import Foundation
import Inference
import Media
import Puppetry
import Voice

/// Options that every engine command takes, and how a command runs.
struct EngineOptions: ParsableArguments {
    @Flag(help: "Only check whether the job can be done and estimate how long it takes.")
    var check = false

    @Flag(help: "Only show the first second, as preview.jpg in the output directory. Of animations.")
    var preview = false

    @Option(help: "Refuse input longer than this many minutes.")
    var maxMinutes = 10.0

    @Option(help: "Cores to use; 0 uses all.")
    var cores = 0

    mutating func validate() throws {
        guard maxMinutes > 0, maxMinutes <= 600 else { throw ValidationError("--max-minutes wants 0...600.") }
        guard (0...64).contains(cores) else { throw ValidationError("--cores wants 0...64.") }
    }

    var coresToUse: Int { cores > 0 ? cores : ProcessInfo.processInfo.activeProcessorCount }

    /// Reads the job, confines the process and does the work; reports failures as the contract wants.
    func carryOut(_ kind: String, _ work: (Job) throws -> Void) throws {
        do {
            let job = try Job.read()
            guard job.kind == kind else { throw JobError(message: "The job is a \(job.kind), not a \(kind).") }
            Limits.applyForEngine()
            if let folder = job.workDirectory { try FolderLock.take(folder) }
            Cancellation.listen()
            try work(job)
        } catch let error as JobError {
            Report.fail(code: "invalid_job", error.message)
            throw ExitCode(1)
        } catch is FolderLock.Held {
            Report.fail(code: "engine_unavailable", FolderLock.Held.message)
            throw ExitCode(1)
        } catch let error as PuppetryError {
            Report.fail(code: error.code, error.message, error.values)
            throw ExitCode(1)
        } catch let error as VoiceError {
            Report.fail(code: error.code, error.message, error.values)
            throw ExitCode(1)
        }
    }

    static func say(_ event: EngineEvent) {
        switch event {
        case .progress(let stage, let share): Report.say(.progress(stage: stage.rawValue, share))
        case .log(let text): Report.say(.log(text))
        }
    }
}

extension Job {
    /// Cache of compiled models.
    var modelCache: String? {
        cacheDirectory
            ?? Assets.userCache(ProcessInfo.processInfo.environment).map { $0 + "/greenroom/openvino" }
    }
}

extension JobLine.Check {
    init(_ found: JobCheck) {
        self.init(seconds: found.seconds, frames: found.frames, warnings: found.warnings)
    }
}
