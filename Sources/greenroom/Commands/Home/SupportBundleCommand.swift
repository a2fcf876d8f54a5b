import ArgumentParser
import Domain
import Foundation

/// `support-bundle`: one file to send to somebody who helps.
struct SupportBundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support-bundle",
        abstract: "Collect what somebody who helps needs to know, in one file.",
        discussion: """
            A tar archive with versions, settings without secrets, what `greenroom doctor` says, whether the database is \
            whole, and the last of the log (GREENROOM_LOG_DIR, or the journal). Addresses, tokens and names are taken out. \
            Changes nothing and can run next to a server.
            """)

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    @Option(name: .shortAndLong, help: "The file to write; default greenroom-support-TIME.tar here.")
    var output: String?

    @Option(help: "How many days of the log, when it is written to a folder.")
    var days = 3

    @Flag(help: "Read every stored file and compare it with its name, too. Takes a while.")
    var deep = false

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        let now = Timestamp.now()
        let time = now.rfc3339.prefix(19).replacing(":", with: "").replacing("-", with: "")
        let path = output ?? "greenroom-support-\(time).tar"
        let bundle = SupportBundle(
            settings: settings, findings: await Examination(settings: settings, isDeep: deep).findings(),
            logs: SupportLogs(folder: settings.log.folder, files: max(1, days)), madeAt: now)
        let names: [String]
        do {
            names = try bundle.write(to: path)
        } catch {
            throw CommandFailure("\(path) cannot be written: \(error)")
        }
        Output.write("\(path): \(names.joined(separator: ", "))\n")
    }
}
