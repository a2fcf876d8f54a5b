import Domain
import Studio
import Synchronization

/// Tells how much stands in the outbox. The database is asked before each answer.
final class OutboxMeters: MetricsSource {
    private let desk: OutboxDesk
    private let last = Mutex<[OutboxEntry.Kind: OutboxBacklog]>([:])

    init(desk: OutboxDesk) { self.desk = desk }

    func refresh() async {
        // A database that cannot be read is told of elsewhere; the figures stay as they were.
        guard let backlog = try? await desk.backlog() else { return }
        last.withLock { $0 = backlog }
    }

    func families() -> [MetricFamily] {
        let backlog = last.withLock { $0 }.sorted { $0.key.rawValue < $1.key.rawValue }
        let now = Timestamp.now()
        return [
            Self.gauge("greenroom_outbox_waiting", backlog.map { ($0.key, Double($0.value.waiting)) }),
            Self.gauge(
                "greenroom_outbox_oldest_seconds",
                backlog.map { kind, backlog in
                    let age = backlog.oldest.map { max(0, now.milliseconds - $0.milliseconds) } ?? 0
                    return (kind, Double(age) / 1000)
                }),
            Self.gauge("greenroom_outbox_given_up", backlog.map { ($0.key, Double($0.value.givenUp)) }),
        ]
    }

    private static func gauge(_ name: String, _ values: [(OutboxEntry.Kind, Double)]) -> MetricFamily {
        MetricFamily(
            name: name, kind: .gauge,
            samples: values.map { .init("", MetricLabels([("kind", $0.rawValue)]), $1) })
    }
}
