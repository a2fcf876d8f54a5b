import Metrics
import Synchronization

/// Counts upwards, without a lock.
final class CounterCell: CounterHandler {
    private let total = Atomic<Int>(0)

    var value: Double { Double(total.load(ordering: .relaxed)) }

    func increment(by amount: Int64) { total.add(Int(amount), ordering: .relaxed) }

    func reset() { total.store(0, ordering: .relaxed) }
}

/// Holds a number that goes up and down, without a lock.
final class GaugeCell: MeterHandler, RecorderHandler {
    private let bits = Atomic<UInt64>(Double.zero.bitPattern)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }

    func increment(by amount: Double) { bits.add(amount) }

    func decrement(by amount: Double) { bits.add(-amount) }
}

/// How many values there were, and their sum.
final class SummaryCell: RecorderHandler {
    private let count = Atomic<Int>(0)
    private let sum = Atomic<UInt64>(Double.zero.bitPattern)

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        count.add(1, ordering: .relaxed)
        sum.add(value)
    }

    func samples(_ labels: MetricLabels) -> [MetricFamily.Sample] {
        let (count, sum) = (count.load(ordering: .relaxed), sum.load(ordering: .relaxed))
        return [.init("_sum", labels, Double(bitPattern: sum)), .init("_count", labels, Double(count))]
    }
}

extension Atomic where Value == UInt64 {
    /// To the number whose bits these are.
    fileprivate borrowing func add(_ amount: Double) {
        var old = load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (done, found) = compareExchange(expected: old, desired: new, ordering: .relaxed)
            if done { return }
            old = found
        }
    }
}
