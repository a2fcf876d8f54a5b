import Domain
import Logging
import Providers
import Studio
import Synchronization

/// The program's log: where its lines go and how they look, chosen at the start, and how much of it is written, which can
/// be changed while the server runs.
final class Log: Sendable {
    enum Format: String, CaseIterable, Sendable {
        /// Text on a terminal, JSON elsewhere.
        case auto
        case json, text
    }

    /// On standard error, for commands.
    static let ofCommands = Log(format: .text, level: .warning)

    private let isJSON: Bool
    private let sinks: [LogSink]
    /// A place in `Logger.Level.allCases`.
    private let least: Atomic<Int>
    private let reporter = Mutex<(@Sendable (ErrorReport) -> Void)?>(nil)

    /// - Parameter files: written beside standard error; nil for none.
    init(format: Format = .auto, level: Logger.Level, files: LogFiles? = nil) {
        isJSON = format == .json || (format == .auto && !LogSink.isTerminal)
        sinks = [LogSink.standardError] + (files.map { [LogSink($0)] } ?? [])
        least = Atomic(Self.place(level))
    }

    var level: Logger.Level {
        get { Logger.Level.allCases[least.load(ordering: .relaxed)] }
        set { least.store(Self.place(newValue), ordering: .relaxed) }
    }

    func logger(_ label: String) -> Logger { Logger(label: label) { _ in LogLines(log: self) } }

    func write(_ event: LogEvent, _ facts: Logger.Metadata) {
        let (now, line) = (Timestamp.now(), LogLine(event, facts))
        let text = PersonalData.masked(isJSON ? line.json(at: now) : line.text(at: now)) + "\n"
        for sink in sinks { sink.write(text) }
        guard event.level >= .error, let report = reporter.withLock({ $0 }) else { return }
        report(ErrorReport(event, facts, at: now))
    }

    /// Tells of every error beside writing it.
    func onError(_ report: @escaping @Sendable (ErrorReport) -> Void) { reporter.withLock { $0 = report } }

    /// Takes files up anew that somebody has moved away.
    func reopen() { for sink in sinks { sink.reopen() } }

    /// Counts the lines that cannot be written.
    func onDrop(_ note: @escaping @Sendable () -> Void) { for sink in sinks { sink.onDrop(note) } }

    private static func place(_ level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }
}

extension ErrorReport {
    /// Facts that are reported with an event; everything else stays in the log.
    private static let told: Set = ["request_id", "method", "kind", "engine", "code", "what"]

    fileprivate init(_ event: LogEvent, _ facts: Logger.Metadata, at moment: Timestamp) {
        let text = facts["error"].map { PersonalData.masked("\($0)") }
        let tags = facts.filter { Self.told.contains($0.key) }.mapValues { PersonalData.masked("\($0)") }
        self.init(
            at: moment, level: event.level == .critical ? "fatal" : "error", source: event.source,
            message: PersonalData.masked("\(event.message)"),
            thrown: text.map { (type: facts["error_type"].map { "\($0)" } ?? "\(event.message)", text: $0) },
            file: event.file, function: event.function, line: Int(event.line), tags: tags)
    }
}
