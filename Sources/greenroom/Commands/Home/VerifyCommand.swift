import ArgumentParser
import Domain
import Foundation
import Logging
import Outbound
import Storage
import Studio
import Version

/// `verify`: every file on the disk and in the mirrors.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every file on disk and in the mirrors, and bring back what the disk has lost.",
        discussion: """
            Stop the server first. Files that are damaged or missing come back from a mirror that has them: after \
            `greenroom restore`, this fetches all media. What a mirror has lost is copied anew when the server runs. Exit \
            code 1 when something could not be brought back.
            """)

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        let migrations = try Locations(environment: settings.variables).data + "/migrations"
        guard FileManager.default.fileExists(atPath: settings.home + "/greenroom.db") else {
            throw CommandFailure("there is nothing to verify: \(settings.home) has no database")
        }
        let report = try await CommandFailure.explaining("the files of \(settings.home) cannot be verified") {
            let home = try Home(path: settings.home)
            let lock = try HomeLock(home: home)
            defer { withExtendedLifetime(lock) {} }
            let store = try Store(path: home.database, migrations: migrations) {
                try RestorePoint.make(in: home, program: Version.text, at: .now())
            }
            let blobs = BlobStore(home: home.path)
            let mirrors = Mirrors(
                store: store, blobs: blobs, ports: settings.mirrors.ports(policy: .online),
                streams: settings.mirrors.streams, logger: Log.ofCommands.logger("greenroom"))
            let report = try await Verification(store: store, blobs: blobs, mirrors: mirrors).run()
            try store.close()
            return report
        }
        try tell(report)
    }

    private func tell(_ report: Verification.Report) throws {
        print("\(report.read) files on disk, \(report.damaged.count) damaged, \(report.missing.count) missing")
        if report.asked > 0 { print("\(report.asked) copies in mirrors, \(report.lost.count) lost") }
        for lost in report.lost { print("lost: \(lost)") }
        if !report.healed.isEmpty { print("brought back: \(report.healed.count) files") }
        for hash in report.hopeless.sorted(by: { $0.hex < $1.hex }) { print("no copy: \(hash)") }
        if !report.hopeless.isEmpty { throw ExitCode(CommandFailure.failed) }
    }
}
