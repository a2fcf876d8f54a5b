import ArgumentParser
import Foundation
import Inference
import Voice

/// Makes a draft of a voice from a recording: the job on standard input, JSON lines on standard output.
struct VoiceCloneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voice-clone",
        abstract: "Makes a draft of a voice from a recording.",
        discussion: "Reads the job as one JSON object from standard input and writes JSON lines to standard output.")

    /// Names of the results in the job's output directory.
    private static let profileName = "voice.json"
    private static let previewName = "preview.wav"
    /// Read in every language as its own words.
    private static let previewText = "1 2 3 4 5, 6 7 8 9 10."

    @Flag(help: "Only check whether the job can be done and estimate how long it takes.")
    var check = false

    func run() throws {
        try VoiceWork.carryOut("voice_clone") { job throws(VoiceError) in
            guard let sample = job.inputs["audio"] else {
                throw VoiceError("invalid_job", "The job has no inputs.audio.")
            }
            let care = SampleCare(
                assets: .located(in: ProcessInfo.processInfo.environment), cache: job.modelCache)
            let cloner = VoiceCloner(
                care: care,
                report: { Report.say(.progress(stage: $0.rawValue, $1)) },
                isCancelled: { Cancellation.isRequested })
            if check {
                let found = try cloner.check(sample: sample, statement: job.inputs["statement"])
                Report.say(.check(.init(seconds: found.seconds, frames: 0, warnings: found.warnings)))
                return
            }
            var (profile, remarks) = try cloner.clone(
                sample: sample, statement: job.inputs["statement"], name: job.parameters["name"],
                language: job.parameters["language"] ?? "en-us", folder: job.outputDirectory)
            let seconds = try preview(profile, job)
            if let found = try care.likeness(of: job.outputDirectory + "/" + Self.previewName, to: sample) {
                profile.fit.likeness = found.value
                remarks.append(found.remark)
            }
            try VoiceWork.write(profile, to: job.outputDirectory + "/" + Self.profileName)
            for remark in remarks { Report.say(.log(remark.message)) }
            Report.say(
                .output(
                    .init(
                        files: ["profile": Self.profileName, "audio": Self.previewName],
                        durationMs: Int((seconds * 1000).rounded()), path: profile.quality.rawValue,
                        fallbacks: remarks.map(\.message))))
        }
    }

    /// - Returns: its length in seconds.
    private func preview(_ profile: VoiceProfile, _ job: Job) throws(VoiceError) -> Double {
        let order = try SpeechOrder(
            text: job.parameters["preview_text"] ?? Self.previewText, voice: nil, profile: profile)
        let synthesiser = Synthesiser(
            voices: .onThisMachine(cache: job.modelCache),
            report: { Report.say(.progress(stage: $0.rawValue, 0.9 + 0.1 * $1)) },
            isCancelled: { Cancellation.isRequested })
        return try synthesiser.speak(
            order, to: job.outputDirectory + "/" + Self.previewName,
            marks: Marks.metadata(of: job, medium: "speech", what: "a draft of a cloned voice")
        ).seconds
    }
}
