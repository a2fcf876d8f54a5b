import Domain
import Studio

/// How the queue and its engines stand.
struct QueueMeters: MetricsSource {
    let board: QueueBoard
    let engines: Engines

    func families() -> [MetricFamily] {
        let views = engines.list()
        let age = board.oldestWaiting.map { max(0, Timestamp.now().milliseconds - $0.milliseconds) } ?? 0
        return [
            gauge("greenroom_tasks_oldest_waiting_seconds", [([], Double(age) / 1000)]),
            gauge("greenroom_engine_tasks_waiting", views.map { (labels($0), Double($0.waiting)) }),
            gauge("greenroom_engine_tasks_running", views.map { (labels($0), Double($0.running)) }),
            gauge("greenroom_engine_slots", views.map { (labels($0), Double($0.entry.slots)) }),
            gauge("greenroom_engine_ready", views.map { (labels($0), $0.entry.isWell && $0.entry.takesTasks ? 1 : 0) }),
        ]
    }

    private func labels(_ view: Engines.View) -> [(String, String)] { [("engine", view.entry.name)] }

    private func gauge(_ name: String, _ values: [([(String, String)], Double)]) -> MetricFamily {
        MetricFamily(
            name: name, kind: .gauge, samples: values.map { .init("", MetricLabels($0.0), $0.1) })
    }
}
