import Domain
import Studio
import Synchronization

/// Tells how far the mirrors are. The database is asked before each answer.
final class MirrorMeters: MetricsSource {
    private let mirrors: Mirrors
    private let last = Mutex<[Mirrors.Line]>([])

    init(mirrors: Mirrors) { self.mirrors = mirrors }

    func refresh() async {
        // A database that cannot be read is told of elsewhere; the figures stay as they were.
        guard let lines = try? await mirrors.lines() else { return }
        last.withLock { $0 = lines }
    }

    func families() -> [MetricFamily] {
        let lines = last.withLock { $0 }
        guard !lines.isEmpty else { return [] }
        let now = Timestamp.now()
        func gauge(_ name: String, _ value: (Mirrors.Line) -> Double) -> MetricFamily {
            MetricFamily(
                name: name, kind: .gauge,
                samples: lines.map { .init("", MetricLabels([("mirror", $0.standing.name)]), value($0)) })
        }
        return [
            gauge("greenroom_mirror_copies") { Double($0.standing.copies) },
            gauge("greenroom_mirror_waiting") { Double($0.standing.waiting) },
            gauge("greenroom_mirror_waiting_bytes") { Double($0.standing.waitingBytes) },
            gauge("greenroom_mirror_oldest_seconds") { line in
                Double(line.standing.oldest.map { max(0, now.milliseconds - $0.milliseconds) } ?? 0) / 1000
            },
            gauge("greenroom_mirror_resting") { $0.rest == nil ? 0 : 1 },
        ]
    }
}
