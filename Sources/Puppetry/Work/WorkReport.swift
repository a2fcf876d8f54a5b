import Foundation

/// What an engine says while it works.
package enum EngineEvent: Equatable, Sendable {
    package enum Stage: String, Sendable {
        case tracking, rendering
        /// Of a speech: making it, hearing it.
        case speaking, listening
        /// Of an avatar: following its face, cutting out its frames, packing the rest.
        case preparing, training, finalizing
    }

    /// Progress of the whole job, 0...1.
    case progress(Stage, Double)
    case log(String)
}

/// Tells an engine's caller how the job goes, and the engine whether to stop. Used by the thread that runs the engine.
final class WorkReport {
    private let report: (EngineEvent) -> Void
    private let isCancelled: () -> Bool
    private var lastProgress: Double?
    /// What could not be done as one might expect, in words.
    private(set) var notes: [String] = []

    init(report: @escaping (EngineEvent) -> Void, isCancelled: @escaping () -> Bool) {
        self.report = report
        self.isCancelled = isCancelled
    }

    /// A new job begins.
    func begin() { notes = [] }

    func checkCancelled() throws(PuppetryError) {
        if isCancelled() { throw .cancelled }
    }

    func say(_ text: String) { report(.log(text)) }

    /// Says something that also goes into the job's result.
    func note(_ text: String) {
        notes.append(text)
        say(text)
    }

    /// Reports progress of the whole job unless it was reported less than a tenth of a second ago.
    func progress(_ stage: EngineEvent.Stage, _ share: Double) {
        let now = ProcessInfo.processInfo.systemUptime
        if let last = lastProgress, now - last < 0.1 { return }
        lastProgress = now
        report(.progress(stage, share.clamped(0...1)))
    }
}
