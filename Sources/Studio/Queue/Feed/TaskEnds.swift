import Domain
import Metrics

/// Counts how tasks end. Every kind has its counters from the start.
package struct TaskEnds: Sendable {
    private let counters: [GenerationTask.Kind: [GenerationTask.Status: Counter]]

    package init(metrics: any MetricsFactory = NOOPMetricsHandler.instance) {
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

    /// Does nothing for a task that has not ended.
    func note(_ task: GenerationTask) { counters[task.kind]?[task.status]?.increment() }
}
