/// The figures of a message by name, for clients that say it in another language. The end of a name tells how a figure
/// is written: `…_bytes`, `…_seconds`, `…_clock` (seconds, as minutes and seconds), `…_percent` (0...1), `…_system`
/// (a writing system's ISO 15924 code).
package typealias Figures = [String: Figure]

package enum Figure: Codable, Equatable, Sendable {
    case number(Double)
    case text(String)

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(String(try value.decode(String.self).prefix(100)))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .number(let number): try value.encode(number.isFinite ? number : 0)
        case .text(let text): try value.encode(text)
        }
    }
}

/// A sentence for a person, with the figures in it.
package struct Message: Equatable, Sendable, CustomStringConvertible, ExpressibleByStringInterpolation {
    package let text: String
    package let values: Figures

    package init(_ text: String, _ values: Figures = [:]) {
        self.text = text
        self.values = values
    }

    package init(stringLiteral value: String) { self.init(value) }

    package var description: String { text }
}

/// Something that a page says in its reader's language: a code for programs, a sentence or clause in English, and the
/// figures in it. What speaks against an input without making it useless, or why an engine cannot work.
package struct Remark: Codable, Equatable, Sendable {
    package let code: String
    package let message: String
    package let values: Figures

    package init(_ code: String, _ message: String, _ values: Figures = [:]) {
        self.code = code
        self.message = message
        self.values = values
    }
}
