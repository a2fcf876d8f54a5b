import Domain
import Synchronization

/// Understands what the programs of a manifest's steps write: how far the task is, and what lines of those that fail mean.
final class StepListener: Sendable {
    private let steps: [EngineManifest.Step]
    private let remarks: [EngineManifest.Remark]
    private let report: @Sendable (EngineReport) -> Void
    /// The last line with a meaning.
    private let heard = Mutex<EngineManifest.Remark?>(nil)

    init(
        _ steps: [EngineManifest.Step], remarks: [EngineManifest.Remark],
        report: @escaping @Sendable (EngineReport) -> Void
    ) {
        self.steps = steps
        self.remarks = remarks
        self.report = report
    }

    func begin(_ step: Int) { tell(0, of: step) }

    func hear(_ line: String, in step: Int) {
        if let share = steps[step].progress.lazy.compactMap({ $0.progress(line) }).first {
            return tell(share, of: step)
        }
        if let found = remarks.first(where: { $0.pattern.match(line) != nil }) { heard.withLock { $0 = found } }
        report(.log(line))
    }

    /// What the lines say of the end; nil when they say nothing.
    var error: EngineError? { heard.withLock { $0?.error } }

    private func tell(_ share: Double, of step: Int) {
        let all = steps.reduce(0) { $0 + $1.share }
        let done = steps[..<step].reduce(0) { $0 + $1.share }
        report(.progress(stage: steps[step].stage, progress: min(1, (done + share * steps[step].share) / all)))
    }
}

extension EngineManifest.Remark {
    fileprivate var error: EngineError {
        isPassing
            ? .failed(code: code, message: message, detail: "a remark of the manifest")
            : .refused(code: code, message: Message(message))
    }
}
