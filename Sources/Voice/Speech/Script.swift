/// A text to be spoken, taken literally: markup is read out, never obeyed.
package struct Script: Sendable {
    /// Characters (Unicode scalars) a script may have.
    package static let longest = 100_000

    /// Control and private characters are blanks; every position is that of the text as it was given.
    let scalars: [Unicode.Scalar]

    /// - Throws: ``VoiceError`` `empty_text` without anything but blanks, `text_too_long` beyond ``longest``.
    package init(_ text: String) throws(VoiceError) {
        let scalars = text.unicodeScalars.map(Self.speakable)
        guard scalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw VoiceError("empty_text", "The text is empty.")
        }
        guard scalars.count <= Self.longest else {
            throw VoiceError(
                "text_too_long",
                "The text has \(scalars.count) characters; at most \(Self.longest) can be spoken at a time.")
        }
        self.scalars = scalars
    }

    /// The characters of a range, as text.
    func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[range])
        return String(text)
    }

    /// eSpeak NG obeys some control characters (1 begins a command) and ends at 0.
    private static func speakable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control: scalar == "\n" ? scalar : " "
        case .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator: " "
        default: scalar
        }
    }
}
