import ArgumentParser
import Domain
import Foundation
import Providers
import Storage
import Version

/// Looks at everything the server needs and says what is wrong with it, without changing anything.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the programs, models, disk, database and settings.",
        discussion: "Changes nothing and can run next to a server. Exit code 1 when something is wrong.")

    @Option(help: "The home to check; default GREENROOM_HOME or ./var.")
    var home: String?

    @Flag(help: "Read every stored file and compare it with its name. Takes a while.")
    var deep = false

    @Flag(help: "Print one JSON object.")
    var json = false

    /// One line of the answer.
    struct Finding: Encodable {
        enum Verdict: String, Encodable { case ok, warning, wrong }

        let what: String
        let verdict: Verdict
        let says: String
    }

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        var findings = [Finding(what: "greenroom", verdict: .ok, says: Version.text)]
        do {
            let locations = try Locations(environment: settings.variables)
            findings.append(.init(what: "data", verdict: .ok, says: locations.data))
            findings.append(.init(what: "web", verdict: .ok, says: locations.web))
            findings.append(mediaProgram(locations))
            findings += await packs(locations, settings)
            findings.append(await voices(locations, settings))
        } catch let failure as CommandFailure {
            findings.append(.init(what: "installation", verdict: .wrong, says: failure.message))
        }
        findings.append(disk(settings))
        findings += database(settings)
        findings += await media(settings)
        findings += backups(settings)
        findings.append(configuration(settings))
        try report(findings)
    }

    private func mediaProgram(_ locations: Locations) -> Finding {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: locations.mediaProgram)
        program.arguments = ["--version"]
        let output = Pipe()
        program.standardOutput = output
        program.standardError = FileHandle.nullDevice
        do {
            try program.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            program.waitUntilExit()
            let version = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard program.terminationStatus == 0 else {
                return .init(what: "media", verdict: .wrong, says: "\(locations.mediaProgram) does not start")
            }
            return .init(what: "media", verdict: .ok, says: "\(locations.mediaProgram) \(version)")
        } catch {
            return .init(what: "media", verdict: .wrong, says: "\(locations.mediaProgram) does not start: \(error)")
        }
    }

    private func voices(_ locations: Locations, _ settings: Settings) async -> Finding {
        let catalog = ChildProcessVoices(
            program: locations.mediaProgram, environment: locations.childEnvironment(home: settings.home))
        do {
            let voices = try await catalog.voices().filter(\.isInstalled)
            let neural = voices.count { $0.kind == "neural" }
            return .init(what: "voices", verdict: .ok, says: "\(voices.count), \(neural) of them neural")
        } catch {
            return .init(
                what: "voices", verdict: .warning, says: "none: texts cannot be spoken; install espeak-ng-data")
        }
    }

    /// The basic packs must be whole; the others are told as they stand.
    private func packs(_ locations: Locations, _ settings: Settings) async -> [Finding] {
        do {
            let shelf = try LocalPacks(
                data: locations.data, folder: locations.packs(home: settings.home),
                shipped: locations.assets, source: WheelSource(folder: nil, web: nil))
            var findings: [Finding] = []
            for pack in shelf.packs {
                let state = try await shelf.state(of: pack.id)
                let languages = pack.languages.isEmpty ? "" : " (\(pack.languages.joined(separator: ", ")))"
                let add = pack.isBasic ? "packaging/assets" : "`greenroom assets add \(pack.id)`"
                let says =
                    switch state {
                    case .installed: "\(pack.title)\(languages)"
                    case .absent where pack.isBasic: "\(pack.title) missing; run \(add)"
                    case .absent:
                        "\(pack.title)\(languages) not installed; \(add) fetches \(AssetsCommand.size(pack.downloadBytes))"
                    case .incomplete: "\(pack.title): files are missing; run \(add)"
                    case .damaged: "\(pack.title): a file is not the one of assets.lock; run \(add)"
                    }
                let isFine = state == .installed || state == .absent && !pack.isBasic
                findings.append(
                    .init(
                        what: "pack \(pack.id)", verdict: isFine ? .ok : pack.isBasic ? .wrong : .warning, says: says))
            }
            return findings
        } catch {
            return [.init(what: "packs", verdict: .wrong, says: "assets.lock cannot be read: \(Cause(error))")]
        }
    }

    private func disk(_ settings: Settings) -> Finding {
        var place = settings.home
        while !FileManager.default.fileExists(atPath: place) && place != "/" {
            place = (place as NSString).deletingLastPathComponent
        }
        guard let facts = try? FileManager.default.attributesOfFileSystem(forPath: place),
            let free = facts[.systemFreeSize] as? Int64
        else { return .init(what: "disk", verdict: .wrong, says: "\(place) cannot be read") }
        let gibibytes = Double(free) / 1_073_741_824
        let text = String(format: "%.1f GiB free at %@", gibibytes, settings.home)
        guard access(place, W_OK) == 0 else {
            return .init(what: "disk", verdict: .wrong, says: "\(place) is not writable for this user")
        }
        return .init(what: "disk", verdict: gibibytes < 2 ? .warning : .ok, says: text)
    }

    private func database(_ settings: Settings) -> [Finding] {
        let path = settings.home + "/greenroom.db"
        guard FileManager.default.fileExists(atPath: path) else {
            return [.init(what: "database", verdict: .ok, says: "none yet at \(settings.home)")]
        }
        do {
            let inspection = try DatabaseInspection(path: path)
            guard inspection.problems.isEmpty else {
                let problems = inspection.problems.prefix(3).joined(separator: "; ")
                return [.init(what: "database", verdict: .wrong, says: problems)]
            }
            let whole = "whole; \(inspection.migrations.count) migrations applied"
            return [.init(what: "database", verdict: .ok, says: whole), outbox(inspection.outbox)]
                + inspection.mirrors.filter(\.isActive).map(mirror)
        } catch {
            return [.init(what: "database", verdict: .wrong, says: "\(path) cannot be opened: \(Cause(error))")]
        }
    }

    private func media(_ settings: Settings) async -> [Finding] {
        guard FileManager.default.fileExists(atPath: settings.home + "/media") else { return [] }
        let blobs = BlobStore(home: settings.home)
        var findings: [Finding] = []
        do {
            let aside = try await blobs.quarantined().count
            if aside > 0 {
                findings.append(
                    .init(
                        what: "quarantine", verdict: .warning,
                        says: "\(aside) files that the database does not know, in \(settings.home)/quarantine for "
                            + "\(BlobStore.quarantineDays) days"))
            }
            if deep {
                let (count, damaged) = try await blobs.verify()
                findings.append(
                    .init(
                        what: "files", verdict: damaged.isEmpty ? .ok : .wrong,
                        says: damaged.isEmpty
                            ? "\(count) read, all whole"
                            : "\(damaged.count) of \(count) are damaged, the first is \(damaged[0].hex); upload them again"
                    ))
            }
        } catch {
            findings.append(.init(what: "files", verdict: .wrong, says: "the media cannot be read: \(Cause(error))"))
        }
        return findings
    }

    /// How far behind a mirror is: an hour is too far.
    private func mirror(_ standing: MirrorStanding) -> Finding {
        let minutes = standing.oldest.map { max(0, Timestamp.now().milliseconds - $0.milliseconds) / 60_000 } ?? 0
        let behind =
            standing.waiting == 0
            ? "up to date"
            : "\(standing.waiting) files (\(ByteText.of(standing.waitingBytes))) waiting, the oldest for \(minutes) min"
        return .init(
            what: "mirror \(standing.name)", verdict: minutes >= 60 ? .warning : .ok,
            says: "\(standing.copies) files (\(ByteText.of(standing.copiedBytes))) copied, \(behind)")
    }

    /// Nothing for a home that is new.
    private func backups(_ settings: Settings) -> [Finding] {
        guard FileManager.default.fileExists(atPath: settings.home + "/greenroom.db") else { return [] }
        let folder = BackupFolder(settings.backups.folder ?? settings.home + "/backups")
        do {
            guard let newest = try folder.list().first(where: { !$0.name.isBeforeUpgrade }) else {
                return [.init(what: "backups", verdict: .warning, says: "none in \(folder.path)")]
            }
            let age = Timestamp.now() - newest.name.madeAt
            let isOld = settings.backups.every.map { age > $0 * 2 } ?? false
            let secrets = newest.name.isSealed ? "sealed" : "without secrets: set GREENROOM_BACKUP_PASSPHRASE"
            return [
                .init(
                    what: "backups", verdict: isOld ? .warning : .ok,
                    says: "the newest is \(age.components.seconds / 3600) h old, \(secrets), in \(folder.path)")
            ]
        } catch {
            return [.init(what: "backups", verdict: .wrong, says: "\(folder.path) cannot be read: \(Cause(error))")]
        }
    }

    /// What should have happened outside and has not: something that has waited for an hour, or was given up.
    private func outbox(_ backlog: [OutboxEntry.Kind: OutboxBacklog]) -> Finding {
        let now = Timestamp.now()
        var (isLate, texts) = (false, [String]())
        for (kind, entries) in backlog.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if entries.waiting > 0, let oldest = entries.oldest {
                let minutes = max(0, now.milliseconds - oldest.milliseconds) / 60_000
                isLate = isLate || minutes >= 60
                texts.append("\(kind.rawValue): \(entries.waiting) waiting, the oldest for \(minutes) min")
            }
            if entries.givenUp > 0 {
                isLate = true
                texts.append("\(kind.rawValue): \(entries.givenUp) given up, see GET /api/v1/admin/outbox")
            }
        }
        return .init(
            what: "outbox", verdict: isLate ? .warning : .ok,
            says: texts.isEmpty ? "empty" : texts.joined(separator: "; "))
    }

    private func configuration(_ settings: Settings) -> Finding {
        let text =
            "ENV \(settings.environment), http://\(settings.host):\(settings.port), log level \(settings.log.level)"
            + ", built-in slots \(settings.builtinSlots)" + (settings.queuePaused ? ", queue paused" : "")
        return .init(what: "settings", verdict: .ok, says: text)
    }

    private func column(_ text: String, _ width: Int) -> String {
        text.padding(toLength: width, withPad: " ", startingAt: 0)
    }

    private func report(_ findings: [Finding]) throws {
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(["findings": findings]), as: UTF8.self))
        } else {
            let width = (findings.map(\.what.count).max() ?? 0) + 2
            for finding in findings {
                print(column(finding.verdict.rawValue, 9) + column(finding.what, width) + finding.says)
            }
        }
        if findings.contains(where: { $0.verdict == .wrong }) { throw ExitCode(1) }
    }
}
