import HTTPTypes
import Synchronization

/// Counts and times every request by the template of its route. All there can be is made at the start, so that a
/// request costs two atomic additions and no lock; what was never asked for is not told.
final class RequestMeters: MetricsSource {
    /// What is known of one method of one route: by class of status, how many requests took how long.
    private final class Meter: Sendable {
        let labels: MetricLabels
        /// Once they were told: of the histogram, and of each class.
        private let lines = Mutex<(times: DurationLines, classes: [MetricLabels])?>(nil)
        private let pairs: [(String, String)]
        /// Bucket after bucket, for each of the five classes.
        private let counts: InlineArray<80, Atomic<Int>>
        private let sum = Atomic<Int>(0)

        init(method: String, route: String) {
            pairs = [("method", method), ("route", route)]
            labels = MetricLabels(pairs)
            counts = InlineArray { _ in Atomic(0) }
        }

        func note(status: Int, nanoseconds: Int64) {
            let row = min(max(status / 100, 1), 5) - 1
            counts[row * DurationBuckets.count + DurationBuckets.requests.index(of: nanoseconds)].add(
                1, ordering: .relaxed)
            sum.add(Int(nanoseconds), ordering: .relaxed)
        }

        /// What was never asked for has none.
        func samples() -> (times: [MetricFamily.Sample], totals: [MetricFamily.Sample]) {
            let (rows, sum) = read
            let all = (0..<DurationBuckets.count).map { bucket in rows.reduce(0) { $0 + $1[bucket] } }
            guard all.contains(where: { $0 > 0 }) else { return ([], []) }
            let lines = lines.withLock { known in
                let lines =
                    known
                    ?? (
                        DurationBuckets.requests.lines(labels),
                        (1...5).map { MetricLabels(pairs + [("status", "\($0)xx")]) }
                    )
                known = lines
                return lines
            }
            let totals = zip(lines.classes, rows).compactMap { labels, row -> MetricFamily.Sample? in
                let count = row.reduce(0, +)
                return count > 0 ? .init("", labels, Double(count)) : nil
            }
            return (lines.times.samples(counts: all, sum: sum), totals)
        }

        /// Of the five classes, what is in each bucket; and all times together.
        private var read: (rows: [[Int]], sum: Int) {
            let rows = (0..<5).map { row in
                (0..<DurationBuckets.count).map {
                    counts[row * DurationBuckets.count + $0].load(ordering: .relaxed)
                }
            }
            return (rows, sum.load(ordering: .relaxed))
        }
    }

    private struct Route: Sendable {
        let methods: [(method: HTTPRequest.Method, meter: Meter)]
        let other: Meter

        init(_ name: String, _ methods: [HTTPRequest.Method]) {
            self.methods = methods.map { ($0, Meter(method: $0.rawValue, route: name)) }
            other = Meter(method: "other", route: name)
        }

        func meter(for method: HTTPRequest.Method) -> Meter {
            methods.first { $0.method == method }?.meter ?? other
        }
    }

    /// By the path that the router tells.
    private let routes: [String: Route]
    /// What no route was found for.
    private let unrouted = Route("none", [])
    /// Each once, in the order of what they are called.
    private let meters: [Meter]

    /// - Parameters:
    ///   - operations: those that are served; each counts as one, under whichever prefix it was called.
    ///   - pages: paths of what else is served.
    init(operations: [Operation], pages: [String]) {
        var methods: [String: [HTTPRequest.Method]] = [:]
        for operation in operations { methods[operation.path, default: []].append(operation.method) }
        var routes = Dictionary(uniqueKeysWithValues: pages.map { ($0, Route($0, [.get, .head])) })
        for (path, methods) in methods {
            let implied = methods.contains(.get) && !methods.contains(.head) ? [HTTPRequest.Method.head] : []
            guard let first = operations.first(where: { $0.path == path }) else { continue }
            let route = Route(first.addresses[0], methods + implied)
            for address in first.addresses { routes[address] = route }
        }
        self.routes = routes
        let all = (Array(routes.values) + [unrouted]).flatMap { $0.methods.map(\.meter) + [$0.other] }
        meters = Dictionary(all.map { ($0.labels, $0) }) { first, _ in first }.values.sorted { $0.labels < $1.labels }
    }

    func note(route: String?, _ method: HTTPRequest.Method, status: Int, nanoseconds: Int64) {
        let meter = (route.flatMap { routes[$0] } ?? unrouted).meter(for: method)
        meter.note(status: status, nanoseconds: nanoseconds)
    }

    func families() -> [MetricFamily] {
        var totals = MetricFamily(name: "greenroom_http_requests_total", kind: .counter, samples: [])
        var times = MetricFamily(name: "greenroom_http_request_duration_seconds", kind: .histogram, samples: [])
        for meter in meters {
            let samples = meter.samples()
            times.samples += samples.times
            totals.samples += samples.totals
        }
        return [totals, times]
    }
}
