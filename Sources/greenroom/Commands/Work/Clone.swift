import ArgumentParser
import Domain
import Foundation

/// `clone SAMPLE -o PROFILE.json`: a draft of a voice on one machine, without a server.
struct Clone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Clone a voice from a recording, as a draft.",
        discussion: """
            Needs no server. The draft copies pitch, pace and tone of the voice onto a built-in one; it won't match \
            exactly. Clone voices only with their owners' consent. `greenroom speak --profile` uses the result.
            """)

    @Argument(
        help: "A recording with at least 5 seconds of clean speech: any audio or video file.", completion: .file())
    var sample: String

    @OptionGroup var work: LocalWork

    @Option(help: "Also write a preview, in which the voice counts to ten.", completion: .file())
    var preview: String?

    @Option(
        help:
            "A recording in which the owner of the voice consents. Its length and its likeness to the sample are measured.",
        completion: .file())
    var statement: String?

    @Option(help: "Language of the clone, by its tag in `greenroom voices`.")
    var language = "en-us"

    @Option(help: "Name of the voice.")
    var name: String?

    func run() async throws {
        let locations = try Locations(environment: ProcessInfo.processInfo.environment)
        _ = try await SpeakingVoices(locations).speaking(language)
        var parameters = ["language": language]
        parameters["name"] = name
        var inputs = ["audio": try LocalWork.existing(sample, "The sample")]
        inputs["statement"] = try statement.map { try LocalWork.existing($0, "The statement") }
        try await work.carryOut(
            LocalWork.Order(
                kind: .voiceClone, parameters: parameters, inputs: inputs,
                extras: preview.map { [.audio: $0] } ?? [:]))
    }
}
