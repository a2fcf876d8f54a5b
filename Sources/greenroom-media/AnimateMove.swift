import ArgumentParser
import Foundation
import Puppetry

/// Makes a picture act like the person in a clip: the job on standard input, JSON lines on standard output.
struct AnimateMove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "animate-move",
        abstract: "Makes a picture move like the person in a clip.",
        discussion: "Reads the job as one JSON object on standard input and says JSON lines on standard output.")

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

    func run() throws {
        do {
            let job = try Job.read()
            Limits.applyForEngine()
            Cancellation.listen()
            try work(job)
        } catch let error as JobError {
            Report.fail(code: "invalid_job", error.message)
            throw ExitCode(1)
        } catch let error as PuppetryError {
            Report.fail(code: error.code, error.message)
            throw ExitCode(1)
        }
    }

    private func work(_ job: Job) throws {
        let environment = ProcessInfo.processInfo.environment
        let cores = cores > 0 ? cores : ProcessInfo.processInfo.activeProcessorCount
        let portrait = try portraitJob(job, cores: cores)
        let engine = try FigureEngine(
            assets: .located(in: environment),
            neutralFace: ShippedData.folder(environment) + "/face/neutral_face.obj",
            cache: job.cacheDirectory ?? Assets.userCache(environment).map { $0 + "/greenroom/openvino" }, cores: cores,
            report: Self.say, isCancelled: { Cancellation.isRequested })
        if check {
            let found = try engine.check(portrait)
            Report.say(.check(.init(seconds: found.seconds, frames: found.frames, warnings: found.warnings)))
            return
        }
        let result = try engine.animate(portrait)
        Report.say(
            .output(
                .init(
                    video: Self.resultName, width: result.width, height: result.height,
                    durationMs: result.durationMs, frames: result.frames, path: result.path.rawValue, fallbacks: result.fallbacks)))
    }

    private func portraitJob(_ job: Job, cores: Int) throws -> PortraitJob {
        guard job.kind == "animate_move" else {
            throw JobError(message: "The job is a \(job.kind), not an animate_move.")
        }
        guard let size = OutputSize(rawValue: job.parameters.mode ?? OutputSize.standard.rawValue) else {
            let known = OutputSize.allCases.map(\.rawValue).joined(separator: " or ")
            throw JobError(message: "The job's parameters.mode is not \(known).")
        }
        return PortraitJob(
            picture: job.inputs.image, clip: job.inputs.video, output: job.outputDirectory + "/" + Self.resultName,
            folder: job.outputDirectory, size: size, metadata: Self.marks(job), longestClip: maxMinutes * 60,
            cores: cores)
    }

    /// What the movie says about itself: that it is made by a machine, by which, for which task and when.
    private static func marks(_ job: Job) -> [String: String] {
        let created = job.createdAt ?? Date.now.formatted(.iso8601)
        return [
            "ai_generated": "true", "generator": "Greenroom \(job.engine)", "engine": job.engine,
            "task_id": job.taskId, "created": created,
            "comment": "AI-generated video: a still picture animated by Greenroom (engine \(job.engine), task "
                + "\(job.taskId), \(created)).",
        ]
    }

    private static func say(_ event: PortraitEvent) {
        switch event {
        case .progress(let stage, let share): Report.say(.progress(stage: stage.rawValue, share))
        case .log(let text): Report.say(.log(text))
        }
    }
}

/// Where the read-only data that ships with the program lies.
enum ShippedData {
    private static let mark = "/face/neutral_face.obj"

    /// GREENROOM_DATA, else share/greenroom beside the program's folder, else `data` in the first folder above the
    /// program that has it (a checkout).
    static func folder(_ environment: [String: String]) -> String {
        if let named = environment["GREENROOM_DATA"], !named.isEmpty { return named }
        let files = FileManager.default
        let program = (try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        var parent = URL(fileURLWithPath: program).deletingLastPathComponent()
        let installed = parent.deletingLastPathComponent().path + "/share/greenroom"
        if files.fileExists(atPath: installed + mark) { return installed }
        while parent.path != "/" {
            if files.fileExists(atPath: parent.path + "/data" + mark) { return parent.path + "/data" }
            parent = parent.deletingLastPathComponent()
        }
        return "/usr/share/greenroom"
    }
}
