import ArgumentParser
import Domain
import Foundation
import Providers

/// `voices`: who can speak on this machine.
struct VoicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voices", abstract: "List the voices that can speak.")

    @Option(help: "Only voices of this language, e.g. en or cmn.")
    var language: String?

    @Flag(help: "Write one JSON object with all that is known of each voice.")
    var json = false

    private struct Listing: Encodable { let voices: [Voice] }

    func run() async throws {
        let locations = try Locations(environment: ProcessInfo.processInfo.environment)
        let catalog = ChildProcessVoices(
            program: locations.mediaProgram, environment: locations.childEnvironment())
        var voices: [Voice]
        do throws(EngineError) {
            voices = try await catalog.voices()
        } catch {
            throw CommandFailure("the voices could not be listed; is espeak-ng-data installed?")
        }
        if let language { voices = voices.filter { $0.language == language || $0.language.hasPrefix(language + "-") } }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Output.write(try encoder.encode(Listing(voices: voices)) + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
            return
        }
        let width = voices.map(\.id.count).max() ?? 0
        let lines = voices.map { $0.id.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.name + "\n" }
        Output.write(lines.joined())
    }
}
