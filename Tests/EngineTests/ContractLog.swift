import Domain
import Synchronization

/// What an engine says while it works.
final class ContractLog: Sendable {
    private let reports = Mutex<[EngineReport]>([])

    func add(_ report: EngineReport) { reports.withLock { $0.append(report) } }

    /// Each once, in their order.
    var stages: [String] {
        reports.withLock { $0 }.reduce(into: []) { stages, report in
            if case .progress(let stage, _) = report, stages.last != stage { stages.append(stage) }
        }
    }

    var progress: [Double] {
        reports.withLock { $0 }.compactMap { if case .progress(_, let progress) = $0 { progress } else { nil } }
    }

    var lines: [String] {
        reports.withLock { $0 }.compactMap { if case .log(let line) = $0 { line } else { nil } }
    }
}
