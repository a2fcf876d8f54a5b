import ArgumentParser
import Foundation
import Inference
import Media
import Puppetry
import Voice

/// Makes a picture, a clip or a prepared avatar speak: the job on standard input, JSON lines on standard output.
struct TalkingVideo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "talking-video",
        abstract: "Makes a picture, a clip or a prepared avatar speak.",
        discussion: "Reads the job as one JSON object from standard input and writes JSON lines to standard output.")

    /// Names of the results in the job's output directory.
    private static let names = (video: "out.mp4", subtitles: "subtitles.vtt")
    /// Share of the progress that speaking a text counts.
    private static let speakingShare = 0.08
    /// Likewise writing down what a recording says.
    private static let hearingShare = 0.2

    /// What a job may ask for as `parameters.subtitles`.
    private enum SubtitleForm: String, CaseIterable { case none, sidecar, burned }

    @OptionGroup var options: EngineOptions

    func run() throws {
        try options.carryOut("talking_video") { job in try work(job) }
    }

    private func work(_ job: Job) throws {
        let environment = ProcessInfo.processInfo.environment
        let assets = Assets.located(in: environment)
        let checkpoint = options.check ? nil : job.checkpoint(assets, cores: options.coresToUse)
        let form = try job.choice("subtitles", SubtitleForm.self)
        let isHeard = form != .none
        let start = job.inputs["audio"] == nil ? Self.speakingShare : isHeard ? Self.hearingShare : 0
        let engine = try TalkEngine(
            assets: assets,
            neutralFace: ShippedData.folder(environment) + "/face/neutral_face.obj", cache: job.modelCache,
            report: { Self.say($0, from: start) }, isCancelled: { Cancellation.isRequested })
        let presenter = try presenter(job)
        if let speech = job.inputs["audio"] {
            try work(job, recording: talkJob(job, presenter, speech: speech, checkpoint), form, engine)
        } else {
            try work(job, script: ScriptedSpeech(job, checkpoint), presenter, form, engine)
        }
    }

    /// A recording is spoken; for subtitles it is heard first.
    private func work(_ job: Job, recording talk: TalkJob, _ form: SubtitleForm, _ engine: TalkEngine) throws {
        let words = TranscribedSpeech(
            job, talk.speech, longest: talk.longest, cores: options.coresToUse, talk.checkpoint)
        if options.check {
            var found = try engine.check(talk)
            if form != .none { found.seconds += try words.check(seconds: Double(found.frames) / 25) }
            Report.say(.check(.init(found)))
            return
        }
        guard form != .none else { return try work(job, talk, engine, files: [:]) }
        let subtitles = try words.subtitles { Report.say(.progress(stage: "listening", $0 * Self.hearingShare)) }
        guard let subtitles else {
            return try work(
                job, talk, engine, files: [:], fallbacks: ["No word was understood, so that there are no subtitles."])
        }
        var (talk, files) = (talk, [String: String]())
        try show(subtitles, form, job, &talk, &files)
        try work(job, talk, engine, files: files)
    }

    /// Puts subtitles into the video or beside it.
    private func show(
        _ subtitles: Subtitles, _ form: SubtitleForm, _ job: Job, _ talk: inout TalkJob, _ files: inout [String: String]
    ) throws(PuppetryError) {
        switch form {
        case .none: return
        case .burned: talk.burntSubtitles = subtitles
        case .sidecar:
            do {
                let place = URL(fileURLWithPath: job.outputDirectory + "/" + Self.names.subtitles)
                try Data(subtitles.webVTT.utf8).write(to: place)
            } catch {
                throw .output(.writeFailed("The subtitles could not be written; the disk may be full."))
            }
            files["subtitles"] = Self.names.subtitles
        }
    }

    /// What is said is known.
    private func work(
        _ job: Job, _ talk: TalkJob, _ engine: TalkEngine, files: [String: String], fallbacks: [String] = []
    ) throws {
        let result = try engine.talk(talk)
        Report.say(
            .output(
                .init(
                    files: files.merging(["video": Self.names.video]) { $1 }, width: result.width,
                    height: result.height, durationMs: result.durationMs, frames: result.frames,
                    path: talk.presenter.role, fallbacks: fallbacks + result.fallbacks)))
    }

    /// A text is spoken first.
    private func work(
        _ job: Job, script: ScriptedSpeech, _ presenter: TalkJob.Presenter, _ form: SubtitleForm, _ engine: TalkEngine
    ) throws {
        if form != .none { try script.checkSubtitles(isBurnt: form == .burned) }
        if options.check {
            let spoken = try script.check()
            var found = try engine.check(try talkJob(job, presenter, speech: script.path, nil), seconds: spoken.seconds)
            found.seconds += spoken.work
            found.warnings += spoken.warnings
            Report.say(.check(.init(found)))
            return
        }
        // A text for hours is not spoken first and refused then.
        let foretold = try script.check().seconds
        let longest = options.maxMinutes * 60
        guard foretold <= 2 * longest else {
            throw PuppetryError.speech(.tooLong(seconds: foretold, limit: longest))
        }
        try script.speak { Report.say(.progress(stage: $0, $1 * Self.speakingShare)) }
        var talk = try talkJob(job, presenter, speech: script.path, script.checkpoint)
        talk.sounds = script.sounds
        var files = ["audio": ScriptedSpeech.name]
        if form != .none { try show(script.subtitles(), form, job, &talk, &files) }
        try work(job, talk, engine, files: files)
    }

    private func talkJob(
        _ job: Job, _ presenter: TalkJob.Presenter, speech: String, _ checkpoint: Checkpoint?
    ) throws -> TalkJob {
        TalkJob(
            presenter: presenter, face: try job.place("face"), speech: speech,
            output: job.outputDirectory + "/" + Self.names.video,
            folder: job.outputDirectory, size: try job.choice("mode", OutputSize.self),
            metadata: Marks.metadata(of: job, what: "a presenter made to speak"),
            isMarked: try job.flag("visible_mark"), longest: options.maxMinutes * 60, cores: options.coresToUse,
            checkpoint: checkpoint)
    }

    private func presenter(_ job: Job) throws -> TalkJob.Presenter {
        if let path = job.inputs["avatar"] { return .avatar(path) }
        if let path = job.inputs["image"] { return .picture(path) }
        if let path = job.inputs["video"] { return .video(path) }
        throw JobError(message: "The job has no inputs.image, inputs.avatar or inputs.video.")
    }

    /// - Parameter start: the progress that was made before the engine began.
    private static func say(_ event: EngineEvent, from start: Double) {
        switch event {
        case .progress(let stage, let share): EngineOptions.say(.progress(stage, start + (1 - start) * share))
        case .log: EngineOptions.say(event)
        }
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
