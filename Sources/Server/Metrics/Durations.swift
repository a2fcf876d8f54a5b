import Metrics
import Synchronization

/// The buckets that times are sorted into: from half a millisecond, which a plain route takes, to a minute, which the
/// longest `Prefer: wait` takes.
enum DurationBuckets {
    static let count = 16

    /// Upper bounds in nanoseconds; above the last one there is one more bucket.
    private static let bounds: InlineArray<15, Int64> = [
        500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000, 60_000_000_000,
    ]

    /// As they stand behind `le`, in seconds.
    private static let names: [String] =
        (0..<count - 1).map { Exposition.number(Double(bounds[$0]) / 1e9) } + ["+Inf"]

    static func index(of nanoseconds: Int64) -> Int {
        var index = 0
        while index < count - 1, nanoseconds > bounds[index] { index += 1 }
        return index
    }

    /// The lines of a histogram; its `_count` is the last bucket's, so that the two never differ.
    /// - Parameters:
    ///   - counts: of each bucket alone.
    ///   - sum: in nanoseconds.
    static func samples(_ labels: MetricLabels, counts: [Int], sum: Int) -> [MetricFamily.Sample] {
        var total = 0
        var samples = zip(names, counts).map { name, count -> MetricFamily.Sample in
            total += count
            return .init("_bucket", labels.adding("le", name), Double(total))
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

    init() { counts = InlineArray { _ in Atomic(0) } }

    func recordNanoseconds(_ duration: Int64) {
        counts[DurationBuckets.index(of: duration)].add(1, ordering: .relaxed)
        sum.add(Int(duration), ordering: .relaxed)
    }

    func samples(_ labels: MetricLabels) -> [MetricFamily.Sample] {
        let read = (0..<DurationBuckets.count).map { counts[$0].load(ordering: .relaxed) }
        return DurationBuckets.samples(labels, counts: read, sum: sum.load(ordering: .relaxed))
    }
}
