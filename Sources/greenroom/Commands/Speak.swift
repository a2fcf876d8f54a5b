import ArgumentParser
import Domain
import Foundation

/// `speak TEXT -o OUT.wav`: text to speech on one machine, without a server.
struct Speak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read a text aloud into a WAV file.",
        discussion: """
            Needs no server. The text is an argument, a file (-f), or standard input (-). It is taken literally: \
            markup is read out, not obeyed. `greenroom voices` lists the voices.
            """)

    @Argument(help: "The text, or - for standard input.")
    var text: String?

    @Option(name: [.customShort("f"), .long], help: "Read the text from a file (UTF-8).", completion: .file())
    var file: String?

    @OptionGroup var work: LocalWork

    @Option(help: "Who speaks: an id from `greenroom voices`, e.g. en-us, cmn, piper:en_US-amy-medium.")
    var voice: String?

    @Option(help: "Speak with a cloned voice: a profile that `greenroom clone` made.", completion: .file())
    var profile: String?

    @Option(help: "How fast, 0.5 to 2; 1 is the voice's ordinary rate.")
    var rate = 1.0

    @Option(help: "Also write when each word and sound is spoken, as JSON.", completion: .file())
    var timings: String?

    mutating func validate() throws {
        guard (text == nil) != (file == nil) else {
            throw ValidationError("Give the text as an argument, as a file with -f, or as - for standard input.")
        }
    }

    func run() async throws {
        var parameters = ["text": try script(), "rate": "\(rate)"]
        parameters["voice"] = voice
        try await work.carryOut(
            LocalWork.Order(
                kind: .speech, parameters: parameters,
                inputs: try profile.map { ["profile": try LocalWork.existing($0, "the profile")] } ?? [:],
                extras: timings.map { [.timings: $0] } ?? [:]))
    }

    /// Bytes of a text file that is surely longer than what can be spoken.
    private static let tooLong = 1 << 20

    private func script() throws -> String {
        if let text, text != "-" { return text }
        let source = file ?? "standard input"
        let handle = try file.map { path in
            let path = try LocalWork.existing(path, "the text file")
            guard let handle = FileHandle(forReadingAtPath: path) else {
                throw CommandFailure("the text file \(path) cannot be read")
            }
            return handle
        }
        let bytes = try (handle ?? .standardInput).read(upToCount: Self.tooLong) ?? Data()
        guard bytes.count < Self.tooLong else { throw CommandFailure("\(source) holds more text than can be spoken") }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw CommandFailure("\(source) is not text in UTF-8", exitCode: CommandFailure.refused)
        }
        return text
    }
}
