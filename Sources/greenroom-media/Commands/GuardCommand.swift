import ArgumentParser
import Glibc
import Media

/// Runs an engine that is not ours, so that it never outlives the server and never shares a folder.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard",
        abstract: "Runs a program and ends it with all that it started when the caller ends.",
        discussion: "Exit status: the program's own; 126 when it does not start, 75 when another one has the folder.",
        shouldDisplay: false)

    @Option(help: "A folder that one program at a time may use.")
    var lock: String?

    @Argument(parsing: .postTerminator, help: "The program, by its absolute path, and its arguments.")
    var words: [String]

    mutating func run() throws {
        do {
            guard words.first?.hasPrefix("/") == true else { throw ValidationError("No program is named.") }
            if let lock { try FolderLock.take(lock) }
            let status = try Guard.run(words)
            guard status & 0x7f != 0 else { _exit(status >> 8 & 0xff) }
            // Whoever waits for us shall see the signal that ended the program.
            signal(status & 0x7f, SIG_DFL)
            kill(getpid(), status & 0x7f)
            _exit(128 + status & 0x7f)
        } catch is FolderLock.Held {
            complain(FolderLock.Held.message)
            _exit(75)
        } catch let failure as Guard.Failure {
            complain(failure.message)
            _exit(126)
        }
    }

    private func complain(_ message: String) {
        var line = message + "\n"
        line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
