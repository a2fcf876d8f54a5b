import Domain
import Logging

/// One event as a line, without its line break.
struct LogLine {
    private let level: Logger.Level
    private let source: String
    private let message: String
    private let facts: [(name: String, value: String)]

    /// Facts that are whole numbers, so that whoever collects the lines can count with them.
    private static let numbers: Set = ["attempt", "count", "duration_ms", "status"]

    init(_ event: LogEvent, _ facts: Logger.Metadata) {
        level = event.level
        source = event.source
        message = "\(event.message)"
        // Hummingbird numbers requests, too; ours is the one that answers carry.
        self.facts = facts.filter { $0.key != "hb.request.id" }.sorted { $0.key < $1.key }.map {
            ($0.key, "\($0.value)")
        }
    }

    /// For people.
    func text(at moment: Timestamp) -> String {
        var line = "\(moment.rfc3339) \(level) \(source): \(message)"
        for (name, value) in facts { line += " \(name)=\(value)" }
        // A line in a value must not pass for a line of ours.
        return line.replacing("\n", with: "\\n").replacing("\r", with: "\\r")
    }

    /// One JSON object: `time`, `level`, `source`, `message`, and each fact under its own name.
    func json(at moment: Timestamp) -> String {
        var line = "{\"time\":\"\(moment.rfc3339)\",\"level\":\"\(level)\",\"source\":"
        Self.append(source, to: &line)
        line += ",\"message\":"
        Self.append(message, to: &line)
        for (name, value) in facts where !["time", "level", "source", "message"].contains(name) {
            line += ","
            Self.append(name, to: &line)
            line += ":"
            if Self.numbers.contains(name), let number = Int(value) {
                line += "\(number)"
            } else {
                Self.append(value, to: &line)
            }
        }
        return line + "}"
    }

    /// A string of RFC 8259, section 7.
    private static func append(_ text: String, to line: inout String) {
        line += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                line += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: line.unicodeScalars.append(scalar)
            }
        }
        line += "\""
    }
}
