import Metrics
import Synchronization

/// Makes the instruments that the house counts with, and tells what they say. It is handed down by `init` like
/// everything else; two servers in one process have one each.
package final class MetricsRegistry: MetricsFactory {
    private enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case durations(DurationCell)
        case summary(SummaryCell)
        /// Asked when it is told.
        case reading(@Sendable () -> Double)
        case countReading(@Sendable () -> Double)

        var kind: MetricFamily.Kind {
            switch self {
            case .counter, .countReading: .counter
            case .gauge, .reading: .gauge
            case .durations: .histogram
            case .summary: .summary
            }
        }

        func samples(_ labels: MetricLabels) -> [MetricFamily.Sample] {
            switch self {
            case .counter(let cell): [.init("", labels, cell.value)]
            case .gauge(let cell): [.init("", labels, cell.value)]
            case .durations(let cell): cell.samples(labels)
            case .summary(let cell): cell.samples(labels)
            case .reading(let read), .countReading(let read): [.init("", labels, read())]
            }
        }
    }

    /// What is told under one name, in its order.
    private struct Series {
        let name: String
        let kind: MetricFamily.Kind
        let cells: [(labels: MetricLabels, cell: Cell)]
    }

    private struct State {
        var cells: [String: [MetricLabels: Cell]] = [:] { didSet { series = nil } }
        /// The cells as they are told; nil once there is a new one.
        var series: [Series]?
        var sources: [any MetricsSource] = []
    }

    /// Of one metric. What is made beyond that counts but is not told, so that a mistake with labels cannot fill the
    /// memory of whoever collects.
    private static let seriesLimit = 1000

    private let state = Mutex(State())

    package init() {}

    /// Tells a number that somebody else keeps.
    /// - Parameter read: called for every answer, on any thread.
    package func gauge(
        _ name: String, _ labels: [(String, String)] = [], _ read: @escaping @Sendable () -> Double
    ) {
        _ = cell(name, labels) { .reading(read) }
    }

    /// Tells a count that somebody else keeps, and that only rises.
    package func counter(
        _ name: String, _ labels: [(String, String)] = [], _ read: @escaping @Sendable () -> Double
    ) {
        _ = cell(name, labels) { .countReading(read) }
    }

    /// Tells what the source knows beside everything else.
    package func add(_ source: any MetricsSource) { state.withLock { $0.sources.append(source) } }

    /// Lets every source look up what it cannot tell at once.
    package func refresh() async {
        for source in state.withLock({ $0.sources }) { await source.refresh() }
    }

    /// All metrics in Prometheus' text format.
    package func text() -> String {
        // Sources and readings take locks of their own, so they are asked without ours.
        let (series, sources) = state.withLock { state in
            let series = state.series ?? Self.series(of: state.cells)
            state.series = series
            return (series, state.sources)
        }
        let families = series.map { series in
            MetricFamily(
                name: series.name, kind: series.kind, samples: series.cells.flatMap { $0.cell.samples($0.labels) })
        }
        return Exposition.text(families + sources.flatMap { $0.families() })
    }

    private static func series(of cells: [String: [MetricLabels: Cell]]) -> [Series] {
        cells.compactMap { name, cells in
            cells.values.first.map { first in
                Series(
                    name: name, kind: first.kind,
                    cells: cells.sorted { $0.key < $1.key }.map { (labels: $0.key, cell: $0.value) })
            }
        }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard case .counter(let cell) = cell(label, dimensions, { .counter(CounterCell()) }) else {
            return CounterCell()
        }
        return cell
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) }
        guard case .summary(let cell) = cell(label, dimensions, { .summary(SummaryCell()) }) else {
            return SummaryCell()
        }
        return cell
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard case .durations(let cell) = cell(label, dimensions, { .durations(DurationCell(.named(label))) }) else {
            return DurationCell()
        }
        return cell
    }

    // A counter that went away would look like a restart to whoever collects: what was made is told for good.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeCell {
        guard case .gauge(let cell) = cell(label, dimensions, { .gauge(GaugeCell()) }) else { return GaugeCell() }
        return cell
    }

    /// The one of this name and these labels; made when there is none.
    private func cell(_ label: String, _ dimensions: [(String, String)], _ make: () -> Cell) -> Cell {
        let (name, labels) = (MetricName.cleaned(label), MetricLabels(dimensions))
        return state.withLock { state in
            if let known = state.cells[name]?[labels] { return known }
            let new = make()
            let others = state.cells[name, default: [:]]
            guard others.count < Self.seriesLimit, others.values.first.map({ $0.kind == new.kind }) ?? true else {
                return new
            }
            state.cells[name, default: [:]][labels] = new
            return new
        }
    }
}
