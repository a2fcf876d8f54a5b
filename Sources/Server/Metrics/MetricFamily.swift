/// One metric as it is told: what it is called, what it is, and its values.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable { case counter, gauge, histogram, summary }

    /// A line of the exposition.
    package struct Sample: Sendable {
        /// `_bucket`, `_sum`, `_count`, or nothing.
        let suffix: String
        let labels: MetricLabels
        let value: Double

        init(_ suffix: String = "", _ labels: MetricLabels, _ value: Double) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }
    }

    let name: String
    let kind: Kind
    /// In the order in which they are told.
    var samples: [Sample]
}

/// Something that knows metrics when it is asked for them.
package protocol MetricsSource: Sendable {
    /// Called before ``families()`` by whoever can wait: looks up what cannot be told at once.
    func refresh() async

    func families() -> [MetricFamily]
}

extension MetricsSource {
    package func refresh() async {}
}

/// Labels in the form and order in which they are told: sorted by name, with values escaped.
package struct MetricLabels: Hashable, Comparable, Sendable {
    /// `class="auth",kind="image"`.
    let text: String

    init(_ pairs: [(String, String)] = []) {
        text = pairs.map { (Self.name($0.0), $0.1) }.sorted { $0.0 < $1.0 }
            .map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    }

    private init(text: String) { self.text = text }

    /// The same with one more at the end.
    func adding(_ name: String, _ value: String) -> MetricLabels {
        MetricLabels(text: text + (text.isEmpty ? "" : ",") + "\(name)=\"\(value)\"")
    }

    package static func < (left: MetricLabels, right: MetricLabels) -> Bool { left.text < right.text }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`: whatever else a library puts into a name becomes `_`.
    private static func name(_ text: String) -> String {
        let name = MetricName.cleaned(text)
        return name.utf8.contains(UInt8(ascii: ":")) ? name.replacing(":", with: "_") : name
    }

    /// Backslash, quotation mark and line feed, as the format has it.
    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 92 || $0 == 34 || $0 == 10 }) else { return value }
        return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

enum MetricName {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    static func cleaned(_ text: String) -> String {
        if let first = text.utf8.first, !(48...57).contains(first), text.utf8.allSatisfy(isAllowed) { return text }
        let clean = text.utf8.map { byte -> Character in
            isAllowed(byte) ? Character(Unicode.Scalar(byte)) : "_"
        }
        let begins = clean.first.map { !$0.isNumber } ?? false
        return (begins ? "" : "_") + String(clean)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (48...58).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }
}
