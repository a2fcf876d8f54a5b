import Domain
import Metrics

/// Counts how tasks end, and how long they wait and run. Every kind has its counters of ends from the start; what has an
/// engine is made when a task first runs on it.
package struct TaskEnds: Sendable {
    private let counters: [GenerationTask.Kind: [GenerationTask.Status: Counter]]
    private let metrics: any MetricsFactory

    package init(metrics: any MetricsFactory = NOOPMetricsHandler.instance) {
        self.metrics = metrics
        let ends: [GenerationTask.Status] = [.succeeded, .failed, .cancelled]
        counters = Dictionary(
            uniqueKeysWithValues: GenerationTask.Kind.allCases.map { kind in
                let ofKind = ends.map { status -> (GenerationTask.Status, Counter) in
                    let dimensions = [("kind", kind.rawValue), ("outcome", status.rawValue)]
                    let counter = Counter(
                        label: "greenroom_tasks_finished_total", dimensions: dimensions, factory: metrics)
                    return (status, counter)
                }
                return (kind, Dictionary(uniqueKeysWithValues: ofKind))
            })
    }

    /// Told each state that a task comes to, once.
    func note(_ task: GenerationTask) {
        counters[task.kind]?[task.status]?.increment()
        let labels = [("engine", task.engine), ("kind", task.kind.rawValue)]
        if task.status == .running, let start = task.startedAt {
            Counter(label: "greenroom_task_attempts_total", dimensions: labels, factory: metrics).increment()
            guard task.attempt == 1 else { return }
            time("greenroom_task_wait_seconds", labels, from: task.createdAt, to: start)
        } else if task.status.isFinished, let start = task.startedAt, let end = task.finishedAt {
            time("greenroom_task_run_seconds", labels + [("outcome", task.status.rawValue)], from: start, to: end)
        }
    }

    private func time(_ name: String, _ labels: [(String, String)], from start: Timestamp, to end: Timestamp) {
        let milliseconds = max(0, end.milliseconds - start.milliseconds)
        Timer(label: name, dimensions: labels, factory: metrics).recordMilliseconds(milliseconds)
    }
}
