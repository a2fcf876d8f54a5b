import ArgumentParser
import Domain
import Foundation
import Version

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
            LoginCommand.self, LogoutCommand.self, FileCommand.self, LibraryCommand.self, AvatarCommand.self,
            VoiceCommand.self, TaskCommand.self, UserCommand.self, QueueCommand.self, LogLevelCommand.self,
            WebCommand.self,
            VoicesCommand.self, AssetsCommand.self,
            EngineCommand.self, BackupCommand.self, RestoreCommand.self, VerifyCommand.self,
            StorageCommand.self, ImportHomeCommand.self, FilmCommand.self,
            SandboxCommand.self, Doctor.self, SupportBundleCommand.self,
            SettingsCommand.self, RotateSecrets.self,
            VersionCommand.self,
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
            LogSink.standardError.flush()
        } catch let failure as CommandFailure {
            LogSink.standardError.write("greenroom: \(failure.message)\n")
            LogSink.standardError.flush()
            Foundation.exit(failure.exitCode)
        } catch let error where exitCode(for: error) != .failure || error is ExitCode {
            LogSink.standardError.flush()
            exit(withError: error)
        } catch {
            // Not of the parser's: what went wrong with the machine, told as elsewhere.
            LogSink.standardError.write("greenroom: \(Cause(error))\n")
            LogSink.standardError.flush()
            Foundation.exit(CommandFailure.failed)
        }
    }
}
