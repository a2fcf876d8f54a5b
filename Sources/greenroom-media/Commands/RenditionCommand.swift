import ArgumentParser
import Glibc
import Media

/// Writes a video in another format.
struct RenditionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rendition",
        abstract: "Writes a video in another format: smaller, as a moving picture, as sound, or for editors.",
        discussion: "Exit status: 0, 3 with an error object for what cannot be read, 4 for what cannot be written.")

    @Argument(help: "The file.") var path: String
    @Option(name: [.customShort("o"), .long], help: "Where the result goes.") var output: String
    @Option(help: "small, gif, webp, audio or prores.") var form: String

    mutating func validate() throws {
        guard Rendition(rawValue: form) != nil else {
            throw ValidationError("--form is small, gif, webp, audio or prores.")
        }
    }

    mutating func run() throws {
        Limits.applyForEngine()
        do throws(MediaError) {
            try Rendition(rawValue: form)?.write(path, to: output, threads: 2)
        } catch {
            Refusal.end(error)
        }
        _exit(0)
    }
}
