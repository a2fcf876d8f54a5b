/// A spoken text cut into what can be read at once: cues of at most two lines that follow its sentences and phrases.
package struct Subtitles: Sendable {
    /// When a word of the text is spoken, and where it stands in it.
    package struct Word: Equatable, Sendable {
        /// Seconds.
        package var start: Double
        package var end: Double
        /// Unicode scalars from the text's beginning.
        package var range: Range<Int>

        package init(start: Double, end: Double, range: Range<Int>) {
            self.start = start
            self.end = end
            self.range = range
        }
    }

    /// One or two lines that are shown together.
    package struct Cue: Equatable, Sendable {
        /// What is shown from a moment on, in addition to what stands before it.
        package struct Part: Equatable, Sendable {
            package var start: Double
            /// With the blank before the next word.
            package var text: String
            package var breaksLine = false
        }

        package var start: Double
        package var end: Double
        package var parts: [Part]

        package var text: String { parts.map { ($0.breaksLine ? "\n" : "") + $0.text }.joined() }
    }

    /// Letters of a line at the widest; of Chinese, Japanese and Korean it holds 20.
    package static let widestLine = 42

    /// Cues for lines of ``widestLine``.
    package let cues: [Cue]
    private let text: TimedText

    /// - Parameters:
    ///   - text: as it was spoken.
    ///   - words: rising in time and place; those that do not lie in the text are left out.
    ///   - language: a tag such as `de`.
    /// - Throws: ``MediaError/unsupported(_:)`` when ICU is not installed.
    package init(text: String, words: [Word], language: String = "en") throws(MediaError) {
        self.text = try TimedText(text, words, language: language)
        cues = CueCutter(self.text, line: Self.widestLine).cues
    }

    /// Cues for narrower lines, such as those of an upright picture.
    /// - Parameter line: in letters, 10...42.
    package func cues(line: Int) -> [Cue] {
        line >= Self.widestLine ? cues : CueCutter(text, line: max(10, line)).cues
    }

    /// As a WebVTT file (W3C, 2019), with the time of every word inside the cues.
    package var webVTT: String {
        cues.reduce("WEBVTT\n") { text, cue in
            let parts = cue.parts.enumerated().map { place, part in
                let time = place > 0 && part.start > cue.start && part.start < cue.end
                return (part.breaksLine ? "\n" : "") + (time ? "<\(Self.clock(part.start))>" : "")
                    + Self.escaped(part.text)
            }
            return text + "\n\(Self.clock(cue.start)) --> \(Self.clock(cue.end))\n\(parts.joined())\n"
        }
    }

    static func clock(_ seconds: Double) -> String {
        let ms = Int((min(max(seconds, 0), 360_000) * 1000).rounded())
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return digits(ms / 3_600_000, 2) + ":" + digits(ms / 60_000 % 60, 2) + ":" + digits(ms / 1000 % 60, 2) + "."
            + digits(ms % 1000, 3)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
