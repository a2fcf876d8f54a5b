import ArgumentParser
import Domain
import Foundation
import Storage
import Studio

/// `restore`: a home out of a backup.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore a home from a backup.",
        discussion: """
            Stop the server first. Every byte is checked before the home changes. With --replace, the database that is \
            there is moved aside; media stay. Sessions and keys come back as they were when the backup was made. Media that \
            are not in the backup come from the mirrors: by the server, once it runs, or at once with --fetch-media.
            """)

    @Argument(help: "The backup: a file, or s3://bucket/folder/NAME or oss://bucket/folder/NAME.")
    var file: String

    @OptionGroup var sealing: PassphraseOption

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    @Flag(help: "Restore into a home that has a database; it is moved aside.")
    var replace = false

    @Flag(help: "Only report what would be restored and what is missing.")
    var dryRun = false

    @Flag(help: "Fetch media that the backup lacks from the mirrors now.")
    var fetchMedia = false

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        guard !fetchMedia || !settings.mirrors.entries.isEmpty else {
            throw CommandFailure(
                "nothing was restored: no setting names a mirror that media could be fetched from; set "
                    + "GREENROOM_S3_BUCKET or GREENROOM_OSS_BUCKET, or leave --fetch-media out")
        }
        let migrations = try Locations(environment: settings.variables).data + "/migrations"
        let passphrase = try sealing.passphrase(settings)
        let report = try await CommandFailure.explaining("nothing was restored") {
            if dryRun { return try await rehearse(settings, migrations, passphrase) }
            let home = try Home(path: settings.home)
            let lock = try HomeLock(home: home)
            let origin = try BackupAddress.origin(file, settings.values, scratch: home.incoming)
            return try await BackupRestore(home: home, blobs: BlobStore(home: home.path), migrations: migrations)
                .run(origin, passphrase: passphrase, replacing: replace, at: .now(), lock: lock)
        }
        tell(report, settings.home)
        if !dryRun, !settings.mirrors.entries.isEmpty {
            print("  the mirrors stay as they are until greenroom storage claim takes them over from the former home")
        }
        guard !report.missing.isEmpty, !settings.mirrors.entries.isEmpty else { return }
        if dryRun {
            try await tellWhatMirrorsHave(of: report.missing, settings)
        } else {
            try await bringMedia(settings)
        }
    }

    private func tellWhatMirrorsHave(of missing: [BlobHash], _ settings: Settings) async throws {
        let (count, trouble) = try await RestoredMedia(settings: settings).there(missing)
        print("  \(count) of the missing files would come from the mirrors")
        if let trouble { throw CommandFailure("a mirror could not be asked about all of them: \(trouble.words)") }
    }

    /// Has the media come from the mirrors: now, or when the server runs.
    private func bringMedia(_ settings: Settings) async throws {
        let what = "the media could not be fetched; greenroom verify tries again"
        let found = try await CommandFailure.explaining(what) {
            let home = try Home(path: settings.home)
            let lock = try HomeLock(home: home)
            defer { withExtendedLifetime(lock) {} }
            return try await RestoredMedia(settings: settings).fetch(into: home, isNow: fetchMedia)
        }
        guard let found else { return print("  the server fetches them from the mirrors when it runs") }
        print(Shell.answer(about: found).message ?? "")
        if found.lost > 0 { throw ExitCode(CommandFailure.failed) }
    }

    private func rehearse(
        _ settings: Settings, _ migrations: String, _ passphrase: String?
    ) async throws -> BackupRestore.Report {
        let folder = NSTemporaryDirectory() + "greenroom-restore-\(UUID().uuidString)"
        let home = Home(reading: settings.home)
        let origin = try BackupAddress.origin(file, settings.values, scratch: NSTemporaryDirectory())
        return try await BackupRestore(home: home, blobs: BlobStore(home: home.path), migrations: migrations)
            .rehearse(origin, passphrase: passphrase, in: folder)
    }

    private func tell(_ report: BackupRestore.Report, _ home: String) {
        let made = report.manifest
        print("\(dryRun ? "would restore" : "restored") \(home) as of \(made.createdAt.rfc3339)")
        print("  \(BackupText.content(made)), made by \(made.program)")
        print("  media: \(report.unpacked) from the backup, \(report.present) already in the home")
        if !report.missing.isEmpty {
            print(
                "  missing: \(report.missing.count) files, \(ByteText.of(report.missingBytes)); the first is "
                    + report.missing[0].hex)
        }
        if !made.holdsSecrets {
            print("  the backup has no secrets: unless the home has them, everyone signs in again")
        }
        if let former = report.formerDatabase { print("  the former database is at \(former)") }
    }
}

/// What is in a backup, in words.
enum BackupText {
    static func content(_ manifest: BackupManifest) -> String {
        let media = manifest.media == .packed ? "packed" : "not packed"
        return "\(manifest.accounts) accounts, \(manifest.blobs) files (\(ByteText.of(manifest.blobBytes)), \(media)), "
            + (manifest.holdsSecrets ? "with secrets" : "without secrets")
    }
}

extension CommandFailure {
    /// Carries it out, and says what an error of the store means.
    static func explaining<Value>(_ what: String, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let held as HomeLock.Held {
            throw CommandFailure("\(what): \(held)")
        } catch let fault as StoreError where fault.isFull {
            throw CommandFailure("\(what): the disk is full")
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(what): \(Cause(error))")
        }
    }
}
