/// Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
enum Exposition {
    static let type = "text/plain; version=0.0.4; charset=utf-8"

    /// Families by name, each with its lines as they come.
    static func text(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families.sorted(by: { $0.name < $1.name }) where !family.samples.isEmpty {
            if let help = MetricHelp.texts[family.name] {
                text += "# HELP \(family.name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
            }
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for sample in family.samples {
                let labels = sample.labels.text.isEmpty ? "" : "{\(sample.labels.text)}"
                text += "\(family.name)\(sample.suffix)\(labels) \(number(sample.value))\n"
            }
        }
        return text
    }

    /// Whole numbers without a fraction, everything else so that reading it gives the same number again.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
