import ArgumentParser
import Foundation
import Media
import Voice

/// Speaks a text: the job on standard input, JSON lines on standard output.
struct SpeechCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speech",
        abstract: "Turns a text into speech.",
        discussion: "Reads the job as one JSON object from standard input and writes JSON lines to standard output.")

    /// Names of the results in the job's output directory.
    private static let soundName = "speech.wav"
    private static let timingsName = "timings.json"

    @Flag(help: "Only check whether the job can be done and estimate how long it takes.")
    var check = false

    func run() throws {
        try VoiceWork.carryOut("speech") { job throws(VoiceError) in
            let order = try job.speechOrder()
            let synthesiser = Synthesiser(
                voices: .onThisMachine(cache: job.modelCache),
                report: { Report.say(.progress(stage: $0.rawValue, $1)) },
                isCancelled: { Cancellation.isRequested })
            let estimate = try synthesiser.check(order)
            if check {
                Report.say(.check(.init(seconds: estimate.seconds, frames: 0, warnings: estimate.warnings)))
                return
            }
            for warning in estimate.warnings { Report.say(.log(warning.message)) }
            let speech = try synthesiser.speak(
                order, to: job.outputDirectory + "/" + Self.soundName,
                marks: Marks.metadata(of: job, medium: "speech", what: "a text spoken"),
                checkpoint: job.checkpoint(besides: VoiceWork.voiceFacts()))
            let sound = try Self.encoded(job)
            try VoiceWork.write(speech, to: job.outputDirectory + "/" + Self.timingsName)
            Report.say(
                .output(
                    .init(
                        files: ["audio": sound, "timings": Self.timingsName],
                        durationMs: Int((speech.seconds * 1000).rounded()), path: "speech",
                        fallbacks: estimate.warnings.map(\.message)
                    )))
        }
    }
}

extension SpeechCommand {
    /// - Returns: the name of the sound in the format that `parameters.format` asks for: `wav`, or `mp3`.
    private static func encoded(_ job: Job) throws(VoiceError) -> String {
        switch job.parameters["format"] {
        case nil, "wav": return soundName
        case "mp3": break
        default: throw VoiceError("invalid_job", "The job's parameters.format is not wav or mp3.")
        }
        let source = job.outputDirectory + "/" + soundName
        let name = "speech.mp3"
        do {
            try MP3File.write(
                soundOf: source, to: job.outputDirectory + "/" + name,
                metadata: Marks.metadata(of: job, medium: "speech", what: "a text spoken"))
        } catch {
            throw VoiceError("write_failed", error.message)
        }
        try? FileManager.default.removeItem(atPath: source)
        return name
    }
}
