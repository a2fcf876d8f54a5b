import ArgumentParser
import Foundation
import Puppetry

/// Lets a picture, a clip or a prepared avatar speak: the job on standard input, JSON lines on standard output.
struct TalkingVideo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "talking-video",
        abstract: "Makes a picture, a clip or a prepared avatar speak.",
        discussion: "Reads the job as one JSON object on standard input and says JSON lines on standard output.")

    /// Name of the result in the job's output directory.
    private static let videoName = "out.mp4"

    @OptionGroup var options: EngineOptions

    func run() throws {
        try options.carryOut("talking_video") { job in try work(job) }
    }

    private func work(_ job: Job) throws {
        let environment = ProcessInfo.processInfo.environment
        let engine = try TalkEngine(
            assets: .located(in: environment),
            neutralFace: ShippedData.folder(environment) + "/face/neutral_face.obj", cache: job.modelCache,
            report: EngineOptions.say, isCancelled: { Cancellation.isRequested })
        let talk = try talkJob(job)
        if options.check {
            Report.say(.check(.init(try engine.check(talk))))
            return
        }
        let result = try engine.talk(talk)
        Report.say(
            .output(
                .init(
                    files: ["video": Self.videoName], width: result.width, height: result.height,
                    durationMs: result.durationMs, frames: result.frames, path: talk.presenter.role,
                    fallbacks: result.fallbacks)))
    }

    private func talkJob(_ job: Job) throws -> TalkJob {
        TalkJob(
            presenter: try presenter(job), speech: try job.input("audio"),
            output: job.outputDirectory + "/" + Self.videoName, folder: job.outputDirectory,
            size: try job.choice("mode", OutputSize.self),
            metadata: Marks.metadata(of: job, what: "a presenter made to speak"),
            isMarked: try job.flag("visible_mark"), longest: options.maxMinutes * 60,
            cores: options.coresToUse)
    }

    private func presenter(_ job: Job) throws -> TalkJob.Presenter {
        if let path = job.inputs["avatar"] { return .avatar(path) }
        if let path = job.inputs["image"] { return .picture(path) }
        if let path = job.inputs["video"] { return .video(path) }
        throw JobError(message: "The job has no inputs.image, inputs.avatar or inputs.video.")
    }
}

extension TalkJob.Presenter {
    /// As the contract names the input.
    fileprivate var role: String {
        switch self {
        case .picture: "image"
        case .avatar: "avatar"
        case .video: "video"
        }
    }
}
