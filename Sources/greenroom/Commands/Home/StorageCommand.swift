import ArgumentParser
import Domain
import Foundation
import Storage
import Studio

/// `storage`: the buckets that hold second copies.
struct StorageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage", abstract: "Fill the buckets that media are mirrored to, or take them over.",
        subcommands: [StorageMigrate.self, StorageClaim.self])
}

struct StorageClaim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim",
        abstract: "Take over the buckets that the settings name from another home.",
        discussion: """
            A bucket belongs to the home that copied to it first. What was restored from a backup is another home: it reads the \
            bucket, and leaves it as it is until you run this. Only do so when the other home is not used any more: two \
            homes with one bucket would remove each other's files. A server that runs goes on within five minutes.
            """)

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        guard !settings.mirrors.entries.isEmpty else {
            throw CommandFailure("no setting names a mirror: set GREENROOM_S3_BUCKET or GREENROOM_OSS_BUCKET")
        }
        try await CommandFailure.explaining("the buckets were not taken over") {
            let home = try Home(path: settings.home)
            let claim = try MirrorClaim(home)
            for port in try settings.mirrors.ports(policy: .online, home: home) {
                try await claim.take(port.mirror)
                print("\(port.mirror.place ?? port.mirror.name) belongs to \(home.path) now")
            }
        }
    }
}

struct StorageMigrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Copy everything to the mirrors that the settings name, and prove that it is there.",
        discussion: """
            A server that runs fills a new mirror by itself, beside its work. With the server stopped, this does it as fast \
            as it goes, and asks the bucket about every file in the end. Interrupted, it continues when you run it again.
            """)

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        guard !settings.mirrors.entries.isEmpty else {
            throw CommandFailure("no setting names a mirror: set GREENROOM_S3_BUCKET or GREENROOM_OSS_BUCKET")
        }
        guard FileManager.default.fileExists(atPath: settings.home + "/greenroom.db") else {
            throw CommandFailure("there is nothing to copy: \(settings.home) has no database")
        }
        let display = MigrationDisplay()
        let proofs = try await CommandFailure.explaining("the mirrors could not be filled") {
            defer { display.end() }
            let home = try Home(path: settings.home)
            let lock = try HomeLock(home: home)
            defer { withExtendedLifetime(lock) {} }
            let opened = try HomeAtRest(home, settings)
            let proofs = try await MirrorMigration(opened.mirrors) { display.show($0) }.run()
            try opened.store.close()
            return proofs
        }
        for proof in proofs {
            print("\(proof.mirror): \(proof.copies) files, \(ByteText.of(proof.bytes)), each confirmed by the bucket")
            for blob in proof.lacking { print("\(proof.mirror) lacks \(blob.hex)") }
        }
        guard proofs.allSatisfy(\.lacking.isEmpty) else { throw ExitCode(CommandFailure.failed) }
    }
}

/// How far the mirrors are: a line that changes on a terminal, nothing elsewhere.
private struct MigrationDisplay: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1

    func show(_ step: MirrorMigration.Step) {
        guard isTerminal else { return }
        let words: [String]
        switch step {
        case .copying(let standings):
            words = standings.filter(\.isActive).map { standing in
                let all = standing.copies + standing.waiting
                return
                    "\(standing.name): \(standing.copies) of \(all) files, \(ByteText.of(standing.waitingBytes)) to go"
            }
        case .asking(let proof): words = ["\(proof.mirror): \(proof.copies) files confirmed"]
        }
        Output.write("\r\u{1B}[K\(words.joined(separator: "; "))", to: STDERR_FILENO)
    }

    func end() { if isTerminal { Output.write("\r\u{1B}[K", to: STDERR_FILENO) } }
}
