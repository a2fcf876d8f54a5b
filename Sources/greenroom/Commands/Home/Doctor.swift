import ArgumentParser
import Foundation

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

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        var findings = await Examination(settings: settings, isDeep: deep).findings()
        // One that nobody named may be made by the first start.
        if home != nil, !FileManager.default.fileExists(atPath: settings.home) {
            findings.append(.init(what: "home", verdict: .wrong, says: "there is no folder \(settings.home)"))
        }
        try report(findings)
    }

    private func column(_ text: String, _ width: Int) -> String {
        text.padding(toLength: width, withPad: " ", startingAt: 0)
    }

    private func report(_ findings: [Examination.Finding]) throws {
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
