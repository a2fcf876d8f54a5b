/// The figures of a message by name, for clients that say it in another language. The end of a name tells how a figure
/// is written: `…_bytes`, `…_seconds`, `…_clock` (seconds, as minutes and seconds), `…_percent` (0...1), `…_system`
/// (a writing system's ISO 15924 code).
package typealias Figures = [String: Figure]

package enum Figure: Codable, Equatable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral
{
    case number(Double)
    case text(String)

    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(stringLiteral value: String) { self = .text(value) }

    package static func count(_ value: Int) -> Figure { .number(Double(value)) }

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try value.decode(String.self))
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

/// What speaks against an input without making it useless: a code for programs, a sentence for a person.
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
