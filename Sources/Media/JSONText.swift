/// Writes one JSON object, field by field. The probe's whole answer is a dozen fields, and loading Foundation for them
/// would cost more time than reading the file.
package struct JSONText {
    private var text = "{"
    private var needsComma = false

    package init() {}

    package mutating func add(_ key: String, _ value: String) { addRaw(key, Self.quoted(value)) }
    package mutating func add(_ key: String, _ value: Int) { addRaw(key, "\(value)") }

    /// - Parameter value: finite; written with at most three decimals.
    package mutating func add(_ key: String, _ value: Double) { addRaw(key, "\((value * 1000).rounded() / 1000)") }

    package mutating func open(_ key: String) {
        addRaw(key, "{")
        needsComma = false
    }

    package mutating func close() {
        text += "}"
        needsComma = true
    }

    /// The object with its last brace.
    package func finish() -> String { text + "}" }

    private mutating func addRaw(_ key: String, _ value: String) {
        if needsComma { text += "," }
        text += Self.quoted(key) + ":" + value
        needsComma = true
    }

    private static func quoted(_ value: String) -> String {
        var quoted = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
