import Domain
import Metrics

/// Counts the attempts at what stands in the outbox, by kind and by how they ended.
package struct OutboxCounts: Sendable {
    enum Ending: String, CaseIterable, Sendable {
        case done, failed, uncertain
        case givenUp = "given_up"
    }

    private let counters: [OutboxEntry.Kind: [Ending: Counter]]

    package init(metrics: any MetricsFactory = NOOPMetricsHandler.instance) {
        counters = Dictionary(
            uniqueKeysWithValues: OutboxEntry.Kind.allCases.map { kind in
                let ofKind = Ending.allCases.map { ending -> (Ending, Counter) in
                    let dimensions = [("kind", kind.rawValue), ("outcome", ending.rawValue)]
                    let counter = Counter(
                        label: "greenroom_outbox_attempts_total", dimensions: dimensions, factory: metrics)
                    return (ending, counter)
                }
                return (kind, Dictionary(uniqueKeysWithValues: ofKind))
            })
    }

    func note(_ kind: OutboxEntry.Kind, _ ending: Ending) { counters[kind]?[ending]?.increment() }
}
