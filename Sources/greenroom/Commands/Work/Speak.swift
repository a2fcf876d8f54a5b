import ArgumentParser
import Domain
import Foundation

/// `speak TEXT -o OUT.wav`: text to speech on one machine, without a server. The output's ending chooses the format.
struct Speak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn a text into speech, as WAV or MP3.",
        discussion: """
            Needs no server; with --server, that one does the work. The text is an argument, a file (-f), or standard input (-). It is read literally; \
            markup is not interpreted. The output's ending chooses the format: .wav or .mp3. `greenroom voices` lists \
            the voices.
            """)

    @Argument(help: "The text, or - for standard input.")
    var text: String?

    @Option(name: [.customShort("f"), .long], help: "Read the text from a file (UTF-8).", completion: .file())
    var file: String?

    @OptionGroup var work: LocalWork

    @Option(help: "The voice: an id from `greenroom voices`, e.g. en-us, cmn, piper:en_US-amy-medium.")
    var voice: String?

    @Option(help: "Use a cloned voice: a profile made by `greenroom clone`.", completion: .file())
    var profile: String?

    @Option(help: "Speed, 0.5 to 2; 1 is the voice's normal speed.")
    var rate = 1.0

    @Option(help: "Length of the pauses between sentences, 0 to 3; 1 is ordinary.")
    var pauses = 1.0

    @Option(help: "Semitones above the voice's own pitch, -6 to 6.")
    var pitch = 0.0

    @Option(help: "Also write the times of words and sounds, as JSON.", completion: .file())
    var timings: String?

    mutating func validate() throws {
        guard (text == nil) != (file == nil) else {
            throw ValidationError("Give the text as an argument, as a file with -f, or as - for standard input.")
        }
    }

    func run() async throws {
        var parameters = [
            "text": try script(), "rate": "\(rate)", "pauses": "\(pauses)", "pitch": "\(pitch)",
            "format": try format().rawValue,
        ]
        parameters["voice"] = voice
        try await work.carryOut(
            LocalWork.Order(
                kind: .speech, parameters: parameters,
                inputs: try profile.map { ["profile": try LocalWork.existing($0, "The profile")] } ?? [:],
                extras: timings.map { [.timings: $0] } ?? [:]))
    }

    private enum Format: String { case wav, mp3 }

    /// - Throws: `CommandFailure` for an ending that says nothing we can write.
    private func format() throws -> Format {
        let ending = URL(fileURLWithPath: work.output).pathExtension.lowercased()
        if ending.isEmpty { return .wav }
        guard let format = Format(rawValue: ending) else {
            throw CommandFailure(
                "speak writes .wav or .mp3, not \"\(work.output)\".", exitCode: CommandFailure.usage)
        }
        return format
    }

    /// Bytes of a text file that is surely longer than what can be spoken.
    private static let tooLong = 1 << 20

    private func script() throws -> String {
        if let text, text != "-" { return text }
        let source = file ?? "Standard input"
        let handle = try file.map { path in
            let path = try LocalWork.existing(path, "The text file")
            guard let handle = FileHandle(forReadingAtPath: path) else {
                throw CommandFailure("The text file \(path) cannot be read.")
            }
            return handle
        }
        let bytes = try (handle ?? .standardInput).read(upToCount: Self.tooLong) ?? Data()
        guard bytes.count < Self.tooLong else { throw CommandFailure("\(source) contains too much text.") }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw CommandFailure("\(source) is not UTF-8 text.", exitCode: CommandFailure.refused)
        }
        return text
    }
}
