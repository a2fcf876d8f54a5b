import Domain
import Foundation
import Synchronization

/// Tells how far a task has come: a bar on a terminal, JSON lines for programs, nothing into a file or a pipe.
final class ProgressDisplay: Sendable {
    private let json: Bool
    private let isTerminal: Bool
    private let started = ContinuousClock.now
    private let isDrawn = Mutex(false)

    init(json: Bool) {
        self.json = json
        isTerminal = !json && isatty(STDERR_FILENO) == 1
    }

    private struct Line: Encodable {
        struct Failure: Encodable {
            let code: String
            let message: String
        }

        var stage: String?
        var progress: Double?
        var log: String?
        /// Paths by role.
        var output: [String: String]?
        var error: Failure?
    }

    func show(_ report: EngineReport) {
        switch report {
        case .progress(let stage, let progress):
            if json { write(Line(stage: stage, progress: progress)) }
            if isTerminal { draw(stage, progress) }
        case .log(let text):
            if json { write(Line(log: text)) } else { say(text) }
        }
    }

    /// - Parameter main: what was asked for; the only one named on a terminal.
    func finish(_ files: [EngineOutput.Role: String], main: EngineOutput.Role) {
        if json {
            write(Line(output: Dictionary(uniqueKeysWithValues: files.map { ($0.key.rawValue, $0.value) })))
        } else {
            if isTerminal { draw("done", 1) }
            clearLine(keeping: true)
            print(files[main] ?? "")
        }
    }

    func fail(_ code: String, _ message: String) {
        if json { write(Line(error: .init(code: code, message: message))) } else { clearLine(keeping: true) }
    }

    /// Wipes the bar, when something else is said in its place.
    func end() { clearLine(keeping: false) }

    private func write(_ line: Line) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return }
        Output.write(data + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
    }

    private func say(_ text: String) {
        clearLine(keeping: false)
        Output.write("\(text)\n", to: STDERR_FILENO)
    }

    /// Draws `tracking   [#######-----------]  42 %  0:12 left` over the line that was there.
    private func draw(_ stage: String, _ progress: Double) {
        let width = 30
        let filled = Int((progress * Double(width)).rounded())
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        var text = "\r\u{1B}[K" + stage.padding(toLength: 10, withPad: " ", startingAt: 0) + bar
        text += String(format: " %3d %%", Int(progress * 100))
        let spent = started.duration(to: .now) / .seconds(1)
        if progress > 0.05 && progress < 1 {
            let left = Int(spent / progress * (1 - progress))
            text += String(format: "  %d:%02d left", left / 60, left % 60)
        }
        isDrawn.withLock { $0 = true }
        Output.write(text, to: STDERR_FILENO)
    }

    /// Ends the bar's line, or wipes it.
    private func clearLine(keeping: Bool) {
        guard
            isDrawn.withLock({ drawn in
                defer { drawn = false }
                return drawn
            })
        else { return }
        Output.write(keeping ? "\n" : "\r\u{1B}[K", to: STDERR_FILENO)
    }
}
