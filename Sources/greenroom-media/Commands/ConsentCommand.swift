import ArgumentParser
import Foundation
import Glibc
import Inference
import Voice

/// Listens to the recording of a consent and tells what it heard, as one line of JSON.
struct ConsentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Listens to a recorded consent, as one line of JSON.",
        discussion: "Exit status: 0 with what was heard, 3 with an error object for what cannot be listened to.")

    @Argument(help: "The recording.") var path: String
    @Option(help: "The six digits that are to be said.") var code: String
    @Option(help: "Language of the statement, such as zh-CN.") var language = "en"
    @Option(help: "What is to be said, without the name and the code; otherwise only the code is listened for.")
    var sentence: String?

    func run() throws {
        Limits.applyForListening()
        do throws(VoiceError) {
            let environment = ProcessInfo.processInfo.environment
            let listener = ConsentListener(
                assets: .located(in: environment),
                cache: Assets.userCache(environment).map { $0 + "/greenroom/openvino" })
            let hearing = try listener.hear(
                path, code: code, language: CodeLanguage(tag: language), sentence: sentence)
            VoiceAnswer.give(hearing)
        } catch {
            VoiceAnswer.end(error)
        }
    }
}

/// The one line of a command that answers about a recording, and the end of its process.
enum VoiceAnswer {
    private struct Failure: Encodable {
        struct Reason: Encodable {
            let code: String
            let message: String
        }

        let error: Reason
    }

    /// The process ends at once: what libraries have mapped dies with it.
    static func give(_ value: some Encodable) -> Never {
        say(value)
        _exit(0)
    }

    static func end(_ error: VoiceError) -> Never {
        say(Failure(error: .init(code: error.code, message: error.message)))
        _exit(3)
    }

    private static func say(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let data = try? encoder.encode(value) { Output.write(line: String(decoding: data, as: UTF8.self)) }
    }
}
