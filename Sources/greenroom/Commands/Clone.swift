import ArgumentParser
import Domain
import Foundation

/// `clone SAMPLE -o PROFILE.json`: a draft of somebody's voice on one machine, without a server.
struct Clone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a draft of a voice from a recording.",
        discussion: """
            Needs no server. The draft has the pitch, the rate and the colour of the voice with the articulation of a \
            built-in one. Clone only voices whose owners consent. `greenroom speak --profile` speaks with it.
            """)

    @Argument(help: "A recording with at least 5 s of clean speech: any sound or video file.", completion: .file())
    var sample: String

    @OptionGroup var work: LocalWork

    @Option(help: "Also write a sound file in which the voice counts to ten.", completion: .file())
    var preview: String?

    @Option(
        help: "A recording in which the person consents: its length and its likeness to the sample are measured.",
        completion: .file())
    var statement: String?

    @Option(help: "The language it is to speak, by its tag in `greenroom voices`.")
    var language = "en-us"

    @Option(help: "What the voice is called.")
    var name: String?

    func run() async throws {
        var parameters = ["language": language]
        parameters["name"] = name
        var inputs = ["audio": try LocalWork.existing(sample, "the sample")]
        inputs["statement"] = try statement.map { try LocalWork.existing($0, "the statement") }
        try await work.carryOut(
            LocalWork.Order(
                kind: .voiceClone, parameters: parameters, inputs: inputs,
                extras: preview.map { [.audio: $0] } ?? [:]))
    }
}
