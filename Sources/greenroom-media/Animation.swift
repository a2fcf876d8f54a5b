import ArgumentParser
import Foundation
import Puppetry

/// What the animating commands share: their options, the job they read and the lines they say.
struct Animation: ParsableArguments {
    /// Name of the result in the job's output directory.
    private static let resultName = "out.mp4"

    @Flag(help: "Only look whether the job can be done, and how long it would take.")
    var check = false

    @Option(help: "Refuse longer clips, in minutes.")
    var maxMinutes = 10.0

    @Option(help: "Cores to use; 0 takes all there are.")
    var cores = 0

    mutating func validate() throws {
        guard maxMinutes > 0, maxMinutes <= 600 else { throw ValidationError("--max-minutes wants 0...600.") }
        guard (0...64).contains(cores) else { throw ValidationError("--cores wants 0...64.") }
    }

    /// Reads the job and carries it out.
    /// - Parameters:
    ///   - kind: of jobs that are taken.
    ///   - what: is made, for the mark in the result.
    func carryOut(
        _ kind: String, saying what: String,
        check look: (FigureEngine, PortraitJob) throws(PuppetryError) -> PortraitCheck,
        make: (FigureEngine, PortraitJob) throws(PuppetryError) -> FigureResult
    ) throws {
        do {
            let job = try Job.read()
            Limits.applyForEngine()
            Cancellation.listen()
            let cores = cores > 0 ? cores : ProcessInfo.processInfo.activeProcessorCount
            let order = try portraitJob(job, kind: kind, saying: what, cores: cores)
            let engine = try engine(job, cores: cores)
            if check {
                let found = try look(engine, order)
                Report.say(.check(.init(seconds: found.seconds, frames: found.frames, warnings: found.warnings)))
                return
            }
            let result = try make(engine, order)
            Report.say(
                .output(
                    .init(
                        files: ["video": Self.resultName], width: result.width, height: result.height,
                        durationMs: result.durationMs, frames: result.frames, path: result.path.rawValue,
                        fallbacks: result.fallbacks)))
        } catch let error as JobError {
            Report.fail(code: "invalid_job", error.message)
            throw ExitCode(1)
        } catch let error as PuppetryError {
            Report.fail(code: error.code, error.message)
            throw ExitCode(1)
        }
    }

    private func engine(_ job: Job, cores: Int) throws(PuppetryError) -> FigureEngine {
        let environment = ProcessInfo.processInfo.environment
        return try FigureEngine(
            assets: .located(in: environment),
            neutralFace: ShippedData.folder(environment) + "/face/neutral_face.obj",
            cache: job.cacheDirectory ?? Assets.userCache(environment).map { $0 + "/greenroom/openvino" }, cores: cores,
            report: Self.say, isCancelled: { Cancellation.isRequested })
    }

    private func portraitJob(_ job: Job, kind: String, saying what: String, cores: Int) throws -> PortraitJob {
        guard job.kind == kind else {
            throw JobError(message: "The job is a \(job.kind), not an \(kind).")
        }
        return PortraitJob(
            picture: try job.input("image"), clip: try job.input("video"),
            output: job.outputDirectory + "/" + Self.resultName, folder: job.outputDirectory,
            size: try job.choice("mode", OutputSize.self), metadata: Marks.metadata(of: job, what: what),
            isMarked: try job.flag("visible_mark"), longestClip: maxMinutes * 60, cores: cores)
    }

    private static func say(_ event: PortraitEvent) {
        switch event {
        case .progress(let stage, let share): Report.say(.progress(stage: stage.rawValue, share))
        case .log(let text): Report.say(.log(text))
        }
    }
}
