import ArgumentParser
import Domain
import Foundation

/// `voices`: the voices on this machine.
struct VoicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voices", abstract: "List the available voices.")

    @Option(help: "Only voices for this language, e.g. en or cmn.")
    var language: String?

    @Flag(help: "Print one JSON object with all details of each voice.")
    var json = false

    private struct Listing: Encodable { let voices: [Voice] }

    func run() async throws {
        let locations = try Locations(environment: ProcessInfo.processInfo.environment)
        let known = try await SpeakingVoices(locations)
        let voices = try language.map(known.speaking) ?? known.all
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Output.write(try encoder.encode(Listing(voices: voices)) + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
            return
        }
        let width = voices.map(\.id.count).max() ?? 0
        let lines = voices.map { voice in
            let needs = voice.isInstalled ? "" : voice.pack.map { "  (greenroom assets add \($0))" } ?? ""
            return voice.id.padding(toLength: width + 2, withPad: " ", startingAt: 0) + voice.name + needs + "\n"
        }
        Output.write(lines.joined())
    }
}
