import Metrics
import Synchronization

/// The buckets that times are sorted into.
struct DurationBuckets: Sendable {
    static let count = 16

    /// From half a millisecond, which a plain route takes, to a minute, which the longest `Prefer: wait` takes.
    static let requests = DurationBuckets([
        0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60,
    ])

    /// From a preview of a voice to a training through the night.
    static let tasks = DurationBuckets([1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 28800, 86400])

    /// Those of a metric's name.
    static func named(_ metric: String) -> DurationBuckets { metric.hasPrefix("greenroom_task_") ? tasks : requests }

    /// Upper bounds in nanoseconds; above the last one there is one more bucket.
    private let bounds: InlineArray<15, Int64>
    /// As they stand behind `le`, in seconds.
    private let names: [String]

    private init(_ seconds: [Double]) {
        bounds = InlineArray { Int64(seconds[$0] * 1e9) }
        names = seconds.map(Exposition.number) + ["+Inf"]
    }

    func index(of nanoseconds: Int64) -> Int {
        var index = 0
        while index < Self.count - 1, nanoseconds > bounds[index] { index += 1 }
        return index
    }

    /// The labels of a histogram's lines.
    func lines(_ labels: MetricLabels) -> DurationLines {
        DurationLines(labels: labels, buckets: names.map { labels.adding("le", $0) })
    }
}

/// The labels of a histogram's lines, made once: making them anew for each answer is most of what an answer costs.
struct DurationLines: Sendable {
    let labels: MetricLabels
    /// With `le`.
    let buckets: [MetricLabels]

    /// The histogram's `_count` is the last bucket's, so that the two never differ.
    /// - Parameters:
    ///   - counts: of each bucket alone.
    ///   - sum: in nanoseconds.
    func samples(counts: [Int], sum: Int) -> [MetricFamily.Sample] {
        var total = 0
        var samples = zip(buckets, counts).map { labels, count -> MetricFamily.Sample in
            total += count
            return .init("_bucket", labels, Double(total))
        }
        samples.append(.init("_sum", labels, Double(sum) / 1e9))
        samples.append(.init("_count", labels, Double(total)))
        return samples
    }
}

/// Sorts times into buckets, without a lock.
final class DurationCell: TimerHandler {
    private let counts: InlineArray<16, Atomic<Int>>
    private let sum = Atomic<Int>(0)
    private let buckets: DurationBuckets
    /// Once they were told.
    private let lines = Mutex<DurationLines?>(nil)

    init(_ buckets: DurationBuckets = .requests) {
        self.buckets = buckets
        counts = InlineArray { _ in Atomic(0) }
    }

    func recordNanoseconds(_ duration: Int64) {
        counts[buckets.index(of: duration)].add(1, ordering: .relaxed)
        sum.add(Int(duration), ordering: .relaxed)
    }

    /// - Parameter labels: the same each time.
    func samples(_ labels: MetricLabels) -> [MetricFamily.Sample] {
        let lines = lines.withLock { known in
            let lines = known ?? buckets.lines(labels)
            known = lines
            return lines
        }
        let read = (0..<DurationBuckets.count).map { counts[$0].load(ordering: .relaxed) }
        return lines.samples(counts: read, sum: sum.load(ordering: .relaxed))
    }
}
