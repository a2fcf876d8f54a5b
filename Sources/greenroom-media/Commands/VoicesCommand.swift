import ArgumentParser
import Foundation
import Glibc
import Voice

/// Tells which voices there are, as one line of JSON.
struct VoicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voices",
        abstract: "Lists the voices that can speak, as one line of JSON.",
        discussion: "Exit status: 0 with {\"voices\":[…]}, 4 with an error object when there is no speech library.")

    private struct Listing: Encodable {
        let voices: [Voice]
    }

    private struct Failure: Encodable {
        let error: Reason

        struct Reason: Encodable {
            let code: String
            let message: String
        }
    }

    func run() throws {
        do throws(VoiceError) {
            say(Listing(voices: try Voices.onThisMachine(cache: nil).list()))
        } catch {
            say(Failure(error: .init(code: error.code, message: error.message)))
            throw ExitCode(4)
        }
    }

    private func say(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let data = try? encoder.encode(value) { Output.write(line: String(decoding: data, as: UTF8.self)) }
    }
}
