/// The cues of a WebVTT file as ``Subtitles/webVTT`` writes it, so that those of several videos can follow each other.
package struct WebVTTFile: Equatable, Sendable {
    package struct Cue: Equatable, Sendable {
        /// Seconds.
        package var start: Double
        package var end: Double
        /// With marks and the times of words.
        var payload: String

        /// As it is read: lines without marks.
        package var text: String {
            var (text, isInMark) = ("", false)
            for character in payload {
                switch character {
                case "<": isInMark = true
                case ">" where isInMark: isInMark = false
                case _ where !isInMark: text.append(character)
                default: break
                }
            }
            return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        }
    }

    package private(set) var cues: [Cue] = []

    package init() {}

    /// What is no cue is left out.
    package init(_ text: String) {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        while let line = lines.popFirst() {
            guard let (start, end) = Self.times(line) else { continue }
            let payload = lines.prefix { !$0.isEmpty }
            lines = lines.dropFirst(payload.count)
            cues.append(Cue(start: start, end: end, payload: payload.joined(separator: "\n")))
        }
    }

    /// Adds the cues of another video that begins at this time and is cut off at the end.
    package mutating func append(_ other: WebVTTFile, at start: Double, until end: Double) {
        for cue in other.cues where start + cue.start < end {
            cues.append(
                Cue(
                    start: start + cue.start, end: min(start + cue.end, end),
                    payload: Self.shifted(cue.payload, by: start)))
        }
    }

    package var text: String {
        cues.reduce("WEBVTT\n") {
            $0 + "\n\(Subtitles.clock($1.start)) --> \(Subtitles.clock($1.end))\n\($1.payload)\n"
        }
    }

    /// The payload with the times of its words moved.
    private static func shifted(_ payload: String, by seconds: Double) -> String {
        var (text, rest) = ("", payload[...])
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let mark = rest[rest.index(after: open)..<close]
            text +=
                rest[..<open] + "<" + (self.seconds(mark).map { Subtitles.clock($0 + seconds) } ?? String(mark)) + ">"
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// Of a line such as `00:00:01.000 --> 00:00:02.500`.
    private static func times(_ line: Substring) -> (start: Double, end: Double)? {
        let words = line.split(separator: " ")
        guard words.count >= 3, words[1] == "-->", let start = seconds(words[0]), let end = seconds(words[2]) else {
            return nil
        }
        return (start, end)
    }

    /// 3725.5 for `01:02:05.500`; nil for what is no time.
    private static func seconds(_ clock: Substring) -> Double? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { return nil }
        var seconds = 0.0
        for part in parts {
            guard let number = Double(part), number.isFinite, (0...360_000).contains(number) else { return nil }
            seconds = seconds * 60 + number
        }
        return seconds
    }
}
