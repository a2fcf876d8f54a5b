/// Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
enum Exposition {
    static let type = "text/plain; version=0.0.4; charset=utf-8"

    /// Families by name, each with its lines as they come.
    static func text(_ families: [MetricFamily]) -> String {
        var text = ""
        text.reserveCapacity(1 << 16)
        for family in families.sorted(by: { $0.name < $1.name }) where !family.samples.isEmpty {
            if let help = helpLines[family.name] { text += help }
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for sample in family.samples {
                // Piece by piece: interpolation would make a string for each line.
                text += family.name
                text += sample.suffix
                if !sample.labels.text.isEmpty {
                    text += "{"
                    text += sample.labels.text
                    text += "}"
                }
                text += " "
                text += number(sample.value)
                text += "\n"
            }
        }
        return text
    }

    private static let helpLines = Dictionary(
        uniqueKeysWithValues: MetricHelp.texts.map { name, help in
            (name, "# HELP \(name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n")
        })

    /// Whole numbers without a fraction, everything else so that reading it gives the same number again.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
