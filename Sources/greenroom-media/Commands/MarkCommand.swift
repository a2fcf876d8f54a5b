import ArgumentParser
import Glibc
import Media

/// Writes into what another engine made that it is made by a machine.
struct MarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark",
        abstract: "Copies a video or sound as it is and adds that it is AI-generated.",
        discussion: "Exit status: 0, or 3 with an error object on standard output for what cannot be copied.")

    @Argument(help: "The file.") var path: String
    @Option(name: [.customShort("o"), .long], help: "Where the copy goes.") var output: String
    @Option(help: "The engine that made it.") var engine: String
    @Option(help: "The id of the task that it was made for.") var task: String
    @Option(help: "When the task was created, in RFC 3339.") var created: String
    @Option(help: "What it is: video or sound.") var medium = "video"

    mutating func run() throws {
        Limits.applyForCopying()
        let marks = Marks(engine: engine, taskID: task, created: created)
        do {
            try MarkedCopy.write(of: path, to: output, metadata: marks.metadata(medium: medium, what: "made"))
        } catch {
            Refusal.end(error)
        }
        _exit(0)
    }
}
