import ArgumentParser
import Domain
import Foundation
import Storage
import Version

/// `import-home`: everything of another home, into an empty one.
struct ImportHomeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-home",
        abstract: "Copy everything of another home into this one, which must be empty.",
        discussion: """
            Stop both servers first. Accounts, files, tasks, keys and engines come over, and every byte is checked; the \
            other home stays as it is. Homes that both have accounts are not merged.
            """)

    @Argument(help: "The other home.")
    var source: String

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        let migrations = try Locations(environment: settings.variables).data + "/migrations"
        guard FileManager.default.fileExists(atPath: source + "/greenroom.db") else {
            throw CommandFailure("\(source) is no home: it has no database")
        }
        let report = try await CommandFailure.explaining("nothing was imported") {
            let target = try Home(path: settings.home)
            let source = Home(reading: source)
            let locks = (target: try HomeLock(home: target), source: try HomeLock(home: source))
            return try await HomeImport(from: source, into: target, migrations: migrations, program: Version.text)
                .run(at: .now(), locks: locks)
        }
        print("imported \(source) into \(settings.home): \(BackupText.content(report.manifest))")
        if !report.missing.isEmpty {
            print("  \(report.missing.count) files were missing there already, the first is \(report.missing[0].hex)")
        }
        if let former = report.formerDatabase { print("  the former database, without accounts, is at \(former)") }
    }
}
