import ArgumentParser
import Domain
import Foundation
import Storage
import Studio
import Version

/// `backup`: copies of a home that outlive it.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Make, check, list and remove backups.",
        discussion: """
            A backup is one file. With a passphrase it is sealed and holds everything a new machine needs; `age -d` opens \
            it as well. Without one it is a tar archive without the server's secrets. The server may keep running.
            """,
        subcommands: [
            BackupCreate.self, BackupList.self, BackupVerify.self, RestoreCommand.self, BackupPrune.self,
        ])
}

/// Which home, and which folder of backups.
struct BackupPlaceOptions: ParsableArguments {
    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    @Option(
        name: .customLong("folder"),
        help: "The backup folder, or s3://bucket/folder; default GREENROOM_BACKUP_FOLDER or backups in the home.")
    var folder: String?

    func settings() async throws -> Settings {
        try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
    }

    func shelf(_ settings: Settings) throws -> any BackupShelf {
        let address = try folder.map { try BackupAddress($0, settings.values, "--folder") } ?? settings.backupAddress
        return address.shelf(.online)
    }
}

/// Where the passphrase comes from. Never from the command line, which others on the machine can read.
struct PassphraseOption: ParsableArguments {
    @Option(help: "A file whose first line is the passphrase; default GREENROOM_BACKUP_PASSPHRASE.")
    var passphraseFile: String?

    func passphrase(_ settings: Settings) throws -> String? {
        guard let passphraseFile else { return settings.backups.passphrase }
        guard let bytes = FileManager.default.contents(atPath: passphraseFile) else {
            throw CommandFailure("the passphrase file \(passphraseFile) cannot be read")
        }
        let line = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
        guard line.utf8.count >= 12 else {
            throw CommandFailure("the passphrase in \(passphraseFile) must have 12 characters or more")
        }
        return String(line)
    }
}

struct BackupCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a backup.")

    @OptionGroup var place: BackupPlaceOptions
    @OptionGroup var sealing: PassphraseOption

    @Option(help: "packed or referenced media; default GREENROOM_BACKUP_MEDIA.")
    var media: BackupManifest.Media?

    @Flag(help: "Make a plain tar archive, without the server's secrets.")
    var withoutSecrets = false

    func run() async throws {
        let settings = try await place.settings()
        let passphrase = withoutSecrets ? nil : try sealing.passphrase(settings)
        guard withoutSecrets || passphrase != nil else {
            throw CommandFailure(
                "a backup with the server's secrets needs a passphrase: set GREENROOM_BACKUP_PASSPHRASE, give "
                    + "--passphrase-file, or leave the secrets out with --without-secrets")
        }
        guard FileManager.default.fileExists(atPath: settings.home + "/greenroom.db") else {
            throw CommandFailure("there is nothing to back up: \(settings.home) has no database")
        }
        let shelf = try place.shelf(settings)
        let plan = BackupWriter.Plan(
            .manual, media: media ?? settings.backups.media, passphrase: passphrase, program: Version.text)
        let made = try await CommandFailure.explaining("the backup could not be made") {
            let home = try Home(path: settings.home)
            let mirrors = plan.media == .packed ? try settings.mirrors.ports(policy: .online, home: home) : []
            let blobs = BlobStore(home: home.path, source: MirrorSearch(mirrors.map(\.mirror)))
            return try await BackupWriter(home: home, blobs: blobs).write(plan, into: shelf, at: .now())
        }
        print("\(shelf.address(of: made.name)): \(ByteText.of(made.sizeBytes)), \(BackupText.content(made.manifest))")
        guard made.missing.isEmpty else {
            throw CommandFailure(
                "\(made.missing.count) files are missing in the home and therefore in the backup, the first is "
                    + made.missing[0].hex + (made.silence.map { "; the mirror could not be asked: \($0)" } ?? ""))
        }
    }
}

struct BackupList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the backups, newest first.")

    @OptionGroup var place: BackupPlaceOptions

    func run() async throws {
        let shelf = try place.shelf(try await place.settings())
        let found = try await CommandFailure.explaining("\(shelf.place) cannot be read") {
            try await BlockingIO(threads: 1).run { try shelf.list() }
        }
        guard !found.isEmpty else { return print("no backups in \(shelf.place)") }
        for entry in found {
            let kind = entry.name.isBeforeUpgrade ? "restore point" : entry.name.isSealed ? "sealed" : "without secrets"
            print(
                "\(entry.name.madeAt.rfc3339)  \(ByteText.of(entry.sizeBytes))  \(kind)  \(shelf.address(of: entry.name))"
            )
        }
    }
}

struct BackupVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read a whole backup and check every byte of it.")

    @OptionGroup var place: BackupPlaceOptions
    @OptionGroup var sealing: PassphraseOption

    @Argument(help: "The backup: a file, or s3://bucket/folder/NAME; default the newest one.")
    var file: String?

    func run() async throws {
        let settings = try await place.settings()
        let shelf = try place.shelf(settings)
        let passphrase = try sealing.passphrase(settings)
        let named = try file.map { try BackupAddress.origin($0, settings.values, scratch: NSTemporaryDirectory()) }
        let (manifest, address) = try await CommandFailure.explaining("the backup cannot be used") {
            try await BlockingIO(threads: 1).run {
                guard let origin = try named ?? shelf.list().first.map({ shelf.origin(of: $0.name) }) else {
                    throw CommandFailure("there are no backups in \(shelf.place)")
                }
                let reader = try BackupReader(origin, passphrase: passphrase)
                try reader.verify()
                return (reader.manifest, origin.name)
            }
        }
        print("\(address): whole; \(BackupText.content(manifest)), made by \(manifest.program)")
    }
}

struct BackupPrune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove the backups that GREENROOM_BACKUP_KEEP does not keep.")

    @OptionGroup var place: BackupPlaceOptions

    @Flag(help: "Only list them.")
    var dryRun = false

    func run() async throws {
        let settings = try await place.settings()
        let shelf = try place.shelf(settings)
        let rule = settings.backups.retention
        let names = try await CommandFailure.explaining("\(shelf.place) cannot be pruned") {
            try await BlockingIO(threads: 1).run { [dryRun] in
                try dryRun ? shelf.surplus(rule) : shelf.prune(rule, at: .now())
            }
        }
        for name in names { print("\(dryRun ? "would remove" : "removed") \(shelf.address(of: name))") }
        if names.isEmpty { print("nothing to remove") }
    }
}

extension BackupManifest.Media: ExpressibleByArgument {}
