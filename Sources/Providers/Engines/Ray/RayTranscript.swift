import Domain
import Foundation
import Synchronization

/// What a job on the cluster has said so far, understood as the manifest says.
final class RayTranscript: Sendable {
    private struct State {
        var log = RayLog()
        var step = 0
        var verdict: EngineError?
        var end: RayLog.Word?
    }

    private let listener: StepListener?
    private let report: @Sendable (EngineReport) -> Void
    private let state = Mutex(State())
    private let steps: Int

    init(of form: EngineManifest.Form, report: @escaping @Sendable (EngineReport) -> Void) {
        // Fetching and delivering have their part, too.
        let scaled: @Sendable (EngineReport) -> Void = { said in
            guard case .progress(let stage, let progress) = said else { return report(said) }
            report(.progress(stage: stage, progress: 0.02 + 0.95 * progress))
        }
        self.report = scaled
        switch form {
        case .contract:
            listener = nil
            steps = 1
        case .steps(let all, _, let remarks):
            listener = StepListener(all, remarks: remarks, report: scaled)
            steps = all.count
        }
    }

    /// - Parameter logs: all of them, each time.
    func read(_ logs: String) {
        for word in state.withLock({ $0.log.words(of: logs) }) { hear(word) }
    }

    /// The worker's last word: ``RayLog/Word/done(_:)`` or ``RayLog/Word/failed(code:detail:)``; nil before it.
    var end: RayLog.Word? { state.withLock { $0.end } }

    /// What the programs themselves say went wrong.
    var verdict: EngineError? { listener?.error ?? state.withLock { $0.verdict } }

    private func hear(_ word: RayLog.Word) {
        switch word {
        case .stage(let stage):
            report(.progress(stage: String(stage.prefix(40)), progress: stage == "fetching" ? 0 : 1))
        case .step(let step):
            guard (0..<steps).contains(step) else { return }
            state.withLock { $0.step = step }
            listener?.begin(step)
        case .output(let line):
            if let listener { listener.hear(line, in: state.withLock { $0.step }) } else { hear(contract: line) }
        case .errorOutput(let line):
            if let listener { listener.hear(line, in: state.withLock { $0.step }) } else { report(.log(line)) }
        case .done, .failed: state.withLock { $0.end = word }
        }
    }

    private func hear(contract line: String) {
        switch EngineLine(Data(line.utf8)) {
        case .report(let said): report(said)
        case .verdict(.error(let code, let message)):
            state.withLock { $0.verdict = EngineError(said: code, message) }
        case .verdict: break
        case .noise(let text): report(.log(text))
        }
    }
}
