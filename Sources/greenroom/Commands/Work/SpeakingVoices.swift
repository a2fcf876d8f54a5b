import Domain
import Foundation
import Providers

/// The voices that can speak on this machine.
struct SpeakingVoices {
    let all: [Voice]

    init(_ locations: Locations) async throws {
        let catalog = ChildProcessVoices(program: locations.mediaProgram, environment: locations.childEnvironment())
        do throws(EngineError) {
            all = try await catalog.voices()
        } catch {
            throw CommandFailure("The voices could not be listed. Is espeak-ng-data installed?")
        }
    }

    /// - Parameter language: a tag such as `en-us`, or the beginning of one, such as `en`.
    /// - Throws: `CommandFailure` when nobody speaks it.
    func speaking(_ language: String) throws -> [Voice] {
        let found = all.filter { $0.language == language || $0.language.hasPrefix(language + "-") }
        guard !found.isEmpty else {
            throw CommandFailure(
                "No voice speaks the language \"\(language)\". `greenroom voices` lists the languages there are.",
                exitCode: CommandFailure.usage)
        }
        return found
    }
}
