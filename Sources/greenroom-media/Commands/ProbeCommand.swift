import ArgumentParser
import Glibc
import Media

/// Tells what a file is, as one line of JSON.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Says what a picture, video or sound is, as one line of JSON.",
        discussion: "Exit status: 0 with the facts, 3 with an error object for what cannot be read.")

    @Argument(help: "The file.") var path: String

    mutating func run() throws {
        Limits.applyForReading()
        do {
            Output.write(line: try MediaFacts.probe(path: path).json)
        } catch {
            Refusal.end(error)
        }
        // What is mapped and allocated dies with the process: taking 130 libraries down one by one costs milliseconds.
        _exit(0)
    }
}
