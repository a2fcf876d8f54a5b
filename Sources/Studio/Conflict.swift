import Domain

/// Why something cannot be done as things stand: a code for programs, by which the page says it in its reader's language,
/// and a clause for a person. What is written as a mere text has no code of its own.
package struct Conflict: Equatable, Sendable, ExpressibleByStringInterpolation {
    /// Lower-case words with `_`; nil for a mere text. Each has a sentence in `web/locales`.
    package let code: String?
    package let message: Message

    /// - Parameter values: the figures of the message by name.
    package init(_ code: String, _ text: String, _ values: Figures = [:]) {
        self.code = code
        message = Message(text, values)
    }

    package init(stringLiteral value: String) {
        code = nil
        message = Message(value)
    }
}
