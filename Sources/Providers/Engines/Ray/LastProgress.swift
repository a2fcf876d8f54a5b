import Domain
import Synchronization

/// Passes on what is reported, and keeps how far it had come.
final class LastProgress: Sendable {
    private let report: @Sendable (EngineReport) -> Void
    private let kept = Mutex<(stage: String, progress: Double)?>(nil)

    init(_ report: @escaping @Sendable (EngineReport) -> Void) { self.report = report }

    @Sendable func take(_ said: EngineReport) {
        if case .progress(let stage, let progress) = said { kept.withLock { $0 = (stage, progress) } }
        report(said)
    }

    var last: (stage: String, progress: Double)? { kept.withLock { $0 } }
}
