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
    }

    private let functions: greenroom_ass
    private let library: OpaquePointer
    private let renderer: OpaquePointer
    private let track: UnsafeMutablePointer<ASS_Track>

    /// - Throws: ``MediaError/unsupported(_:)`` when the library or every font is missing.
    package init(width: Int, height: Int, lines: [Line]) throws(MediaError) {
        guard var functions = ass, let library = functions.ass_library_init() else {
            throw .unsupported(
                "Subtitles cannot be burnt in: libass is not installed (on Debian: apt-get install libass9).")
        }
        greenroom_ass_silence(&functions, library)
        guard let renderer = functions.ass_renderer_init(library) else {
            functions.ass_library_done(library)
            throw .tooLarge("There is no memory left to draw subtitles.")
        }
        functions.ass_set_frame_size(renderer, Int32(width), Int32(height))
        functions.ass_set_storage_size(renderer, Int32(width), Int32(height))
        functions.ass_set_fonts(renderer, nil, "sans-serif", Int32(ASS_FONTPROVIDER_AUTODETECT.rawValue), nil, 1)
        var script = Array(Self.script(width: width, height: height, lines: lines).utf8CString)
        guard let track = functions.ass_read_memory(library, &script, script.count - 1, nil) else {
            functions.ass_renderer_done(renderer)
            functions.ass_library_done(library)
            throw .tooLarge("There is no memory left to draw subtitles.")
        }
        (self.functions, self.library, self.renderer, self.track) = (functions, library, renderer, track)
        if let first = lines.first(where: { !$0.text.isEmpty }),
            layers(at: (first.start + first.end) / 2).isEmpty
        {
            throw .unsupported(
                "Subtitles cannot be burnt in: no font is installed (on Debian: apt-get install fonts-dejavu-core).")
        }
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

    /// A script in Advanced SubStation Alpha: white letters with a dark edge, at the bottom.
    private static func script(width: Int, height: Int, lines: [Line]) -> String {
        // Some 42 letters of the usual width fit into a line.
        let size = max(12, Int(min(0.055 * Double(min(width, height)), 0.041 * Double(width)).rounded()))
        let (edge, margin) = (max(1, size / 12), max(8, height / 20))
        let style =
            "Style: S,sans-serif,\(size),&H00FFFFFF,&H00FFFFFF,&H30000000,&H80000000,0,0,0,0,100,100,0,0,1,\(edge),0,2,"
            + "\(width / 20),\(width / 20),\(margin),1"
        let events = lines.map { "Dialogue: 0,\(clock($0.start)),\(clock($0.end)),S,,0,0,0,,\(escaped($0.text))" }
        return """
            [Script Info]
            ScriptType: v4.00+
            PlayResX: \(width)
            PlayResY: \(height)
            WrapStyle: 0
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
