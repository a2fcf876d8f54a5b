import ArgumentParser
import Foundation

/// The program: one subcommand a file. This room wires the others together and decides nothing itself.
@main
struct Greenroom: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greenroom",
        abstract: "A self-hosted studio for AI character video.",
        discussion: """
            Exit codes: 0 done, 1 failed, 3 the input was refused (no face in the picture, say), \
            64 wrong usage, 130 interrupted.
            """,
        version: Version.text,
        subcommands: [
            Serve.self, Animate.self, Mix.self, Talk.self, PrepareAvatar.self, Speak.self, Clone.self,
            VoicesCommand.self,
            SandboxCommand.self, Doctor.self, SettingsCommand.self, RotateSecrets.self, VersionCommand.self,
        ]
    )

    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            FileHandle.standardError.write(Data("greenroom: \(failure.message)\n".utf8))
            Foundation.exit(failure.exitCode)
        } catch {
            exit(withError: error)
        }
    }
}

/// Why a subcommand ends without success, in a sentence for the person at the terminal.
struct CommandFailure: Error {
    let message: String
    let exitCode: Int32

    static let failed: Int32 = 1
    static let refused: Int32 = 3
    static let usage: Int32 = 64
    static let interrupted: Int32 = 130

    init(_ message: String, exitCode: Int32 = CommandFailure.failed) {
        self.message = message
        self.exitCode = exitCode
    }
}
