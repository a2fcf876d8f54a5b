import Foundation

/// What an engine says while it works, and whether it shall stop. Used by the thread that runs the engine.
final class WorkReport {
    private let report: (PortraitEvent) -> Void
    private let isCancelled: () -> Bool
    private var lastProgress: Double?

    init(report: @escaping (PortraitEvent) -> Void, isCancelled: @escaping () -> Bool) {
        self.report = report
        self.isCancelled = isCancelled
    }

    func checkCancelled() throws(PuppetryError) {
        if isCancelled() { throw .cancelled }
    }

    func say(_ text: String) { report(.log(text)) }

    /// Reports progress of the whole job unless it was reported less than a tenth of a second ago.
    func progress(_ stage: PortraitEvent.Stage, _ share: Double) {
        let now = ProcessInfo.processInfo.systemUptime
        if let last = lastProgress, now - last < 0.1 { return }
        lastProgress = now
        report(.progress(stage, share.clamped(0...1)))
    }
}
