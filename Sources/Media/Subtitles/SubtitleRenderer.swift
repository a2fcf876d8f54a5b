import CLibASS
import Glibc

/// libass's functions; nil when the library is not installed.
private let ass: greenroom_ass? = {
    let table = UnsafeMutablePointer<greenroom_ass>.allocate(capacity: 1)
    defer { table.deallocate() }
    return greenroom_load_ass(table) == 0 ? nil : table.move()
}()

/// Draws lines of text for the frames of a video by libass, which finds a font for every script that one is installed for.
///
/// Not thread-safe: one thread at a time.
package final class SubtitleRenderer {
    /// A line, or two with a line break between, and when it is shown; seconds.
    package struct Line: Sendable {
        package var start: Double
        package var end: Double
        package var text: String

        package init(start: Double, end: Double, text: String) {
            self.start = start
            self.end = end
            self.text = text
        }
    }

    /// One colour laid over the frame by an 8-bit mask, valid until the next frame is drawn.
    package struct Layer {
        package let mask: UnsafePointer<UInt8>
        package let width: Int
        package let height: Int
        package let rowBytes: Int
        package let left: Int
        package let top: Int
        package let colour: [UInt8]
        /// 0...1.
        package let opacity: Float

        /// Columns and rows of the frame that it changes, without the empty room that libass leaves round the letters;
        /// nil when it changes nothing.
        package var ink: (columns: Range<Int>, rows: Range<Int>)? {
            var (first, last, top, bottom) = (width, -1, height, -1)
            for y in 0..<height {
                let row = mask + y * rowBytes
                guard let from = (0..<width).first(where: { row[$0] > 0 }),
                    let to = (0..<width).last(where: { row[$0] > 0 })
                else { continue }
                (first, last) = (min(first, from), max(last, to))
                (top, bottom) = (min(top, y), y)
            }
            guard last >= 0 else { return nil }
            return ((left + first)..<(left + last + 1), (self.top + top)..<(self.top + bottom + 1))
        }
    }

    private let functions: greenroom_ass
    private let library: OpaquePointer
    private let renderer: OpaquePointer
    private var track: UnsafeMutablePointer<ASS_Track>
    private let look: Look

    /// - Throws: ``MediaError/unsupported(_:)`` when the library or every font is missing.
    package init(width: Int, height: Int, lines: [Line]) throws(MediaError) {
        guard var functions = ass, let library = functions.ass_library_init() else {
            throw .unsupported(
                "Subtitles cannot be burned in: libass is not installed (on Debian: apt-get install libass9).")
        }
        greenroom_ass_silence(&functions, library)
        guard let renderer = functions.ass_renderer_init(library) else {
            functions.ass_library_done(library)
            throw .tooLarge("There is no memory left to draw subtitles.")
        }
        functions.ass_set_frame_size(renderer, Int32(width), Int32(height))
        functions.ass_set_storage_size(renderer, Int32(width), Int32(height))
        functions.ass_set_fonts(renderer, nil, "sans-serif", Int32(ASS_FONTPROVIDER_AUTODETECT.rawValue), nil, 1)
        look = Look(width: width, height: height)
        let lines = zip(lines, SubtitleFonts.shown(lines.map(\.text))).map {
            Line(start: $0.start, end: $0.end, text: $1)
        }
        guard let track = Self.track(functions, library, look, lines, sizes: [:]) else {
            functions.ass_renderer_done(renderer)
            functions.ass_library_done(library)
            throw .tooLarge("There is no memory left to draw subtitles.")
        }
        (self.functions, self.library, self.renderer, self.track) = (functions, library, renderer, track)
        if let first = lines.first(where: { !$0.text.isEmpty }),
            layers(at: (first.start + first.end) / 2).isEmpty
        {
            throw .unsupported(
                "Subtitles cannot be burned in: no font is installed (on Debian: apt-get install fonts-dejavu-core).")
        }
        try shrinkWide(lines)
    }

    /// Letters that fit into a line at the ordinary size, at most 42; Chinese, Japanese and Korean ones count twice.
    package static func lettersInLine(width: Int, height: Int) -> Int { Look(width: width, height: height).letters }

    /// Lines that reach beyond the safe area on either side, because their letters are wider than usual, are drawn
    /// smaller. Letters do not shrink in proportion, so the result is measured again.
    private func shrinkWide(_ lines: [Line]) throws(MediaError) {
        var sizes: [Int: Int] = [:]
        var wide = lines.indices.filter { !lines[$0].text.isEmpty }
        for _ in 0..<6 {
            wide = wide.filter { index in
                let (size, reach) = (sizes[index] ?? look.size, reach(of: lines[index]))
                guard reach > look.safeWidth, size > Look.leastSize else { return false }
                sizes[index] = max(Look.leastSize, min(size - 1, size * look.safeWidth / reach))
                return true
            }
            guard !wide.isEmpty else { return }
            guard let smaller = Self.track(functions, library, look, lines, sizes: sizes) else {
                throw .tooLarge("There is no memory left to draw subtitles.")
            }
            functions.ass_free_track(track)
            track = smaller
        }
    }

    /// How wide a line would be if it reached as far from the middle on both sides as it does on the longer one.
    private func reach(of line: Line) -> Int {
        let ink = layers(at: (line.start + line.end) / 2).compactMap(\.ink?.columns)
        guard let left = ink.map(\.lowerBound).min(), let right = ink.map(\.upperBound).max() else { return 0 }
        return max(look.width - 2 * left, 2 * right - look.width)
    }

    private static func track(
        _ functions: greenroom_ass, _ library: OpaquePointer, _ look: Look, _ lines: [Line], sizes: [Int: Int]
    ) -> UnsafeMutablePointer<ASS_Track>? {
        var script = Array(self.script(look, lines, sizes).utf8CString)
        return functions.ass_read_memory(library, &script, script.count - 1, nil)
    }

    deinit {
        functions.ass_free_track(track)
        functions.ass_renderer_done(renderer)
        functions.ass_library_done(library)
    }

    /// What is shown then, to be laid over the frame in this order.
    package func layers(at seconds: Double) -> [Layer] {
        var layers: [Layer] = []
        let time = Int64((seconds * 1000).rounded())
        var next = functions.ass_render_frame(renderer, track, time, nil)
        while let image = next?.pointee {
            next = image.next
            guard let mask = image.bitmap, image.w > 0, image.h > 0 else { continue }
            let colour = [24, 16, 8].map { UInt8(truncatingIfNeeded: image.color >> UInt32($0)) }
            layers.append(
                Layer(
                    mask: UnsafePointer(mask), width: Int(image.w), height: Int(image.h), rowBytes: Int(image.stride),
                    left: Int(image.dst_x), top: Int(image.dst_y), colour: colour,
                    opacity: 1 - Float(image.color & 255) / 255))
        }
        return layers
    }

    /// Measures of the text, in pixels of the frame.
    private struct Look {
        let width: Int
        let height: Int
        /// Of letters that can still be read.
        static let leastSize = 8
        /// Of the letters: by the shorter side, so that an upright video is as easy to read as a wide one.
        let size: Int
        /// From the frame's edges: a twentieth of each side, the safe area of EBU R 95.
        let sideMargin: Int
        let bottomMargin: Int

        init(width: Int, height: Int) {
            (self.width, self.height) = (width, height)
            size = max(12, Int((0.055 * Double(min(width, height))).rounded()))
            (sideMargin, bottomMargin) = (max(8, width / 20), max(8, height / 20))
        }

        var safeWidth: Int { max(1, width - 2 * sideMargin) }

        /// A letter is about half as wide as the size.
        var letters: Int { min(Subtitles.widestLine, max(10, Int(Double(safeWidth) / (0.5 * Double(size))))) }
    }

    /// A script in Advanced SubStation Alpha: white letters with a dark edge, at the bottom. Lines end where the text says
    /// so (WrapStyle 2).
    /// - Parameter sizes: of the letters of some lines, by the line's place.
    private static func script(_ look: Look, _ lines: [Line], _ sizes: [Int: Int]) -> String {
        let edge = max(1, look.size / 12)
        let style =
            "Style: S,sans-serif,\(look.size),&H00FFFFFF,&H00FFFFFF,&H30000000,&H80000000,0,0,0,0,100,100,0,0,1,\(edge),0,2,"
            + "\(look.sideMargin),\(look.sideMargin),\(look.bottomMargin),1"
        let events = lines.enumerated().map { index, line in
            let size = sizes[index].map { "{\\fs\($0)}" } ?? ""
            return "Dialogue: 0,\(clock(line.start)),\(clock(line.end)),S,,0,0,0,,\(size)\(escaped(line.text))"
        }
        return """
            [Script Info]
            ScriptType: v4.00+
            PlayResX: \(look.width)
            PlayResY: \(look.height)
            WrapStyle: 2
            ScaledBorderAndShadow: yes

            [V4+ Styles]
            Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
            Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
            MarginR, MarginV, Encoding
            \(style)

            [Events]
            Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
            \(events.joined(separator: "\n"))

            """
    }

    /// 3725.5 as 1:02:05.50.
    private static func clock(_ seconds: Double) -> String {
        let hundredths = Int((min(max(seconds, 0), 1e6) * 100).rounded())
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(hundredths / 360_000):\(two(hundredths / 6000 % 60)):\(two(hundredths / 100 % 60)).\(two(hundredths % 100))"
    }

    /// Taken literally: braces would be commands, and so would backslashes, which a word joiner makes harmless.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "{": escaped += "\\{"
            case "}": escaped += "\\}"
            case "\\": escaped += "\\\u{2060}"
            case _ where character.isNewline: escaped += "\\N"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
