import CPuppetry
import Foundation
import Media

/// A spoken text cut into what can be read at once: at most two lines, broken where sentences and pauses break.
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
    struct Cue: Equatable {
        struct Part: Equatable {
            var start: Double
            /// With what stands before the next word.
            var text: String
            var breaksLine = false

            mutating func endLine() { text = text.trimmingCharacters(in: .whitespaces) }
        }

        var start: Double
        var end: Double
        var parts: [Part]

        var text: String { parts.map { ($0.breaksLine ? "\n" : "") + $0.text }.joined() }
    }

    /// Letters a line holds; Chinese, Japanese and Korean ones count twice.
    private static let lineWidth = 42
    /// A pause this long ends a cue, and a cue stays this long after its last word, seconds.
    private static let pause = 0.7
    private static let rest = 0.4
    private static let longest = 6.0

    let cues: [Cue]

    /// - Parameters:
    ///   - text: as it was spoken.
    ///   - words: rising in time and place; those that do not lie in the text are left out.
    package init(text: String, words: [Word]) {
        let scalars = Array(text.unicodeScalars)
        let words = words.filter { $0.range.lowerBound >= 0 && $0.range.upperBound <= scalars.count }
        var cues: [Cue] = []
        var line = 0
        for (place, word) in words.enumerated() {
            let next = place + 1 < words.count ? words[place + 1] : nil
            let end = max(word.range.upperBound, next?.range.lowerBound ?? scalars.count)
            let shown = Self.plain(scalars[word.range.lowerBound..<end])
            let width = Self.width(shown)
            var part = Cue.Part(start: word.start, text: shown)
            if var cue = cues.last, !Self.ends(cue, before: word) {
                if line + width > Self.lineWidth {
                    if cue.parts.contains(where: \.breaksLine) {
                        (line, part.breaksLine) = (width, false)
                        cues.append(Cue(start: word.start, end: word.end, parts: [part]))
                        continue
                    }
                    (line, part.breaksLine) = (0, true)
                    cue.parts[cue.parts.count - 1].endLine()
                }
                line += width
                cue.parts.append(part)
                cue.end = word.end
                cues[cues.count - 1] = cue
            } else {
                line = width
                cues.append(Cue(start: word.start, end: word.end, parts: [part]))
            }
        }
        for index in cues.indices {
            let next = index + 1 < cues.count ? cues[index + 1].start : .infinity
            cues[index].end = min(cues[index].end + Self.rest, next)
            cues[index].parts[cues[index].parts.count - 1].endLine()
        }
        self.cues = cues.filter { !$0.text.isEmpty && $0.end > $0.start }
    }

    private static func ends(_ cue: Cue, before word: Word) -> Bool {
        let said = cue.parts.last?.text.trimmingCharacters(in: .whitespaces) ?? ""
        let isSentence = said.last.map { ".!?…。！？".contains($0) } ?? false
        let isClause = said.last.map { ",;:，、；：".contains($0) } ?? false
        let isLong = cue.end - cue.start > longest / 2 || cue.parts.contains(where: \.breaksLine)
        return isSentence || isClause && isLong || word.start - cue.end > pause || word.end - cue.start > longest
    }

    /// Line breaks and tabs of the script mean nothing here.
    private static func plain(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String(String.UnicodeScalarView(scalars))
        text = text.split(omittingEmptySubsequences: true) { $0.isNewline || $0 == "\t" || $0 == " " }
            .joined(separator: " ")
        return scalars.last?.properties.isWhitespace == true && !text.isEmpty ? text + " " : text
    }

    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            sum + (wide.contains { $0.contains(scalar.value) } ? 2 : 1)
        }
    }

    /// Kana, Han, Hangul and full-width forms.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
        0x20000...0x3FFFD,
    ]

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

    private static func clock(_ seconds: Double) -> String {
        let ms = Int((seconds.clamped(0...360_000) * 1000).rounded())
        return String(format: "%02d:%02d:%02d.%03d", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

/// Subtitles drawn into the frames.
///
/// Unchecked: frames are drawn by one thread, the sink's.
final class BurntSubtitles: FrameOverlay, @unchecked Sendable {
    private let renderer: SubtitleRenderer

    init(_ subtitles: Subtitles, width: Int, height: Int) throws(PuppetryError) {
        do {
            renderer = try SubtitleRenderer(
                width: width, height: height,
                lines: subtitles.cues.map { .init(start: $0.start, end: $0.end, text: $0.text) })
        } catch { throw .output(error) }
    }

    func draw(onto picture: Picture, seconds: Double) {
        for layer in renderer.layers(at: seconds) {
            puppet_lay_colour(
                picture.view, layer.mask, Int32(layer.width), Int32(layer.height), Int32(layer.rowBytes),
                Int32(layer.left), Int32(layer.top), layer.colour, layer.opacity)
        }
    }
}
