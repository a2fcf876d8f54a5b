import Metrics

/// Counts something by why it happened. Every reason has its counter from the start, so that the first time shows as a
/// change.
package struct ReasonCounters<Reason: RawRepresentable & CaseIterable & Hashable & Sendable>: Sendable
where Reason.RawValue == String {
    private let counters: [Reason: Counter]

    /// - Parameter name: of the metric; the reason is its label.
    package init(_ name: String, metrics: any MetricsFactory) {
        counters = Dictionary(
            uniqueKeysWithValues: Reason.allCases.map { reason in
                let dimensions = [("reason", reason.rawValue)]
                return (reason, Counter(label: name, dimensions: dimensions, factory: metrics))
            })
    }

    package func note(_ reason: Reason) { counters[reason]?.increment() }
}
