import ArgumentParser
import Foundation
import Inference
import Puppetry

/// Makes an avatar of a clip: the job on standard input, JSON lines on standard output.
struct AvatarTraining: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "avatar-training",
        abstract: "Trains a talking avatar from a clip of a person.",
        discussion: "Reads the job as one JSON object from standard input and writes JSON lines to standard output.")

    /// Names of the results in the job's output directory.
    private static let names = (archive: "avatar.tar", report: "report.json")

    @OptionGroup var options: EngineOptions

    func run() throws {
        try options.carryOut("avatar_training") { job in try work(job) }
    }

    private func work(_ job: Job) throws {
        let assets = Assets.located(in: ProcessInfo.processInfo.environment)
        let engine = try AvatarEngine(
            assets: assets, cache: job.modelCache,
            report: EngineOptions.say, isCancelled: { Cancellation.isRequested })
        let avatar = AvatarJob(
            clip: try job.input("video"), output: job.outputDirectory + "/" + Self.names.archive,
            folder: job.outputDirectory, name: Self.name(job), longest: options.maxMinutes * 60,
            cores: options.coresToUse, modified: Self.modified(job),
            checkpoint: options.check ? nil : job.checkpoint(assets, cores: options.coresToUse))
        if options.check {
            Report.say(.check(.init(try engine.check(avatar))))
            return
        }
        let result = try engine.prepare(avatar)
        do {
            let report = URL(fileURLWithPath: job.outputDirectory + "/" + Self.names.report)
            try result.report.json().write(to: report)
        } catch {
            throw PuppetryError.output(.writeFailed("The report could not be written; the disk may be full."))
        }
        Report.say(
            .output(
                .init(
                    files: ["archive": Self.names.archive, "report": Self.names.report], width: result.report.width,
                    height: result.report.height,
                    durationMs: Int(Double(result.frames) / result.report.fps * 1000), frames: result.frames,
                    path: "avatar", fallbacks: result.report.findings.map(\.message))))
    }

    /// The same in every attempt at the task, so that each makes the same archive; seconds since 1970.
    private static func modified(_ job: Job) -> Int {
        let strategies = [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()]
        let created = job.createdAt.flatMap { text in strategies.lazy.compactMap { try? $0.parse(text) }.first }
        return Int((created ?? .now).timeIntervalSince1970)
    }

    /// What the avatar is called in LiveTalking: the asked-for name, or the task's, as far as it is harmless in a path.
    private static func name(_ job: Job) -> String {
        let wanted = job.parameters["name"] ?? "greenroom_\(job.taskId)"
        let plain = wanted.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" }
        return plain.isEmpty ? "greenroom" : String(plain.prefix(60))
    }
}
