import ArgumentParser
import Glibc
import Media

/// Makes the small picture that stands for a file in a list.
struct PosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poster",
        abstract: "Writes a JPEG that shows what a file is: a frame, the picture itself, or the sound's waveform.",
        discussion: "Exit status: 0, or 3 with an error object on standard output for what cannot be read.")

    @Argument(help: "The file.") var path: String
    @Option(name: [.customShort("o"), .long], help: "Where the JPEG goes.") var output: String
    @Option(help: "Its width in pixels, 64 to 1280.") var width = 480

    mutating func validate() throws {
        guard (64...1280).contains(width) else { throw ValidationError("--width is 64 to 1280.") }
    }

    mutating func run() throws {
        Limits.applyForReading()
        do {
            try Poster.write(of: path, to: output, width: width)
        } catch {
            Refusal.end(error)
        }
        _exit(0)
    }
}
