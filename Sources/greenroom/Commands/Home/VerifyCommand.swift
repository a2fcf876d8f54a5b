import ArgumentParser
import Domain
import Foundation
import Storage
import Studio

/// `verify`: every file on the disk and in the mirrors.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every file on disk and in the mirrors, and bring back what the disk has lost.",
        discussion: """
            Files that are damaged or missing come back from a mirror that has them: after `greenroom restore`, this \
            fetches all media. What a mirror has lost is copied anew by the server. A server that is running is asked to \
            do it in the background; otherwise it is done here, and continues where it was cut off. Exit code 1 when \
            something could not be brought back, or a mirror could not be asked.
            """)

    @Flag(help: "Fetch and read every copy in the mirrors, too, instead of asking for its checksum.")
    var readMirrors = false

    @Flag(help: "Only tell what the verification under way, or the last one, has found.")
    var status = false

    @OptionGroup var options: ShellOptions

    func run() async throws {
        if status { return try await options.carryOut(.verification) }
        let settings = try await Settings(
            flags: .init(home: options.home, host: nil, port: nil, queuePaused: false))
        guard FileManager.default.fileExists(atPath: settings.home + "/greenroom.db") else {
            throw CommandFailure("there is nothing to verify: \(settings.home) has no database")
        }
        let found: (VerificationReport, [MirrorStanding])?
        do {
            found = try await verify(settings)
        } catch is HomeLock.Held {
            return try await options.carryOut(.verify(readingMirrors: readMirrors))
        }
        guard let (report, mirrors) = found else { return }
        options.tell(Shell.answer(about: report, mirrors: mirrors))
        if report.lost > 0 || !report.silent.isEmpty { throw ExitCode(CommandFailure.failed) }
    }

    /// - Throws: ``HomeLock/Held`` when a server runs.
    private func verify(_ settings: Settings) async throws -> (VerificationReport, [MirrorStanding])? {
        let home = try await CommandFailure.explaining("the home cannot be used") { try Home(path: settings.home) }
        let lock = try HomeLock(home: home)
        defer { withExtendedLifetime(lock) {} }
        return try await CommandFailure.explaining("the files of \(settings.home) cannot be verified") {
            let opened = try HomeAtRest(home, settings)
            let report = try await opened.verification.run(readingMirrors: readMirrors)
            let mirrors = try await opened.store.mirrorStandings()
            try opened.store.close()
            return report.map { ($0, mirrors) }
        }
    }
}
