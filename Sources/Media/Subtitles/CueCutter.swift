/// Parts a text into cues: few, whole in sense, balanced, and long enough to be read.
struct CueCutter {
    /// Seconds: a cue that must not be shorter where the speech allows, one that should not be longer, and how long one
    /// stays behind its last word.
    private static let (shortest, longest, rest) = (1.0, 6.0, 0.4)

    private(set) var cues: [Subtitles.Cue] = []
    private let text: TimedText
    private let pieces: [LinePiece]
    private let line: Int
    /// Widths of all pieces before each, with their blanks.
    private var before: [Int] = [0]

    init(_ text: TimedText, line letters: Int) {
        self.text = text
        line = SubtitleWidth.line(letters)
        pieces = LinePiece.pieces(of: text, line: line)
        for piece in pieces { before.append(before[before.count - 1] + piece.width) }
        cues = cut()
    }

    private func cut() -> [Subtitles.Cue] {
        var ranges: [Range<Int>] = []
        var start = 0
        for index in pieces.indices where pieces[index].ending == .sentence || index + 1 == pieces.count {
            ranges += parts(of: start..<(index + 1))
            start = index + 1
        }
        return timed(joined(ranges))
    }

    /// The cheapest way to part a sentence.
    private func parts(of sentence: Range<Int>) -> [Range<Int>] {
        var best: [(cost: Double, from: Int)] = [(0, sentence.lowerBound)]
        for end in (sentence.lowerBound + 1)...sentence.upperBound {
            var found = (cost: Double.infinity, from: end - 1)
            for start in stride(from: end - 1, through: sentence.lowerBound, by: -1) {
                guard width(start..<end) <= 2 * line || start == end - 1 else { break }
                guard let layout = layout(start..<end) else { continue }
                let cost =
                    best[start - sentence.lowerBound].cost + layout.cost + self.cost(of: start..<end, in: sentence)
                if cost < found.cost { found = (cost, start) }
            }
            best.append(found)
        }
        var ranges: [Range<Int>] = []
        var end = sentence.upperBound
        while end > sentence.lowerBound {
            let start = best[end - sentence.lowerBound].from
            ranges.append(start..<end)
            end = start
        }
        return ranges.reversed()
    }

    /// What a cue costs beside its layout: its being one more, how it ends, how long it lasts.
    private func cost(of range: Range<Int>, in sentence: Range<Int>) -> Double {
        var cost = 1.0
        if range.upperBound < sentence.upperBound { cost += Self.cost(of: pieces[range.upperBound - 1].ending) }
        if range != sentence, isOrphan(range) { cost += 1.5 }
        let isLast = range.upperBound == sentence.upperBound
        let until = isLast ? pieces[range.upperBound - 1].end : pieces[range.upperBound].start
        let seconds = until - pieces[range.lowerBound].start
        if seconds < Self.shortest, range != sentence { cost += 2 }
        if seconds > Self.longest { cost += 2 * (seconds - Self.longest) }
        return cost + 0.2 * (1 - min(1, Double(width(range)) / Double(2 * line)))
    }

    private static func cost(of ending: TimedText.Ending) -> Double {
        switch ending {
        case .sentence, .clause: 0
        case .phrase: 0.35
        case .word: 0.6
        case .inside: 1.5
        }
    }

    /// A single short word, or one or two characters.
    private func isOrphan(_ range: Range<Int>) -> Bool {
        width(range) < SubtitleWidth.line(range.count == 1 ? 8 : 5)
    }

    /// Where the second line begins; nil when one line will do, or no whole result when two will not.
    private func layout(_ range: Range<Int>) -> (second: Int?, cost: Double)? {
        let whole = width(range)
        if whole <= line { return (nil, 0) }
        var best: (second: Int?, cost: Double)?
        for second in range.dropFirst() {
            let (first, rest) = (width(range.lowerBound..<second), width(second..<range.upperBound))
            guard first <= line, rest <= line else { continue }
            var cost =
                0.1 + 0.5 * Double(abs(first - rest)) / Double(line) + Self.cost(of: pieces[second - 1].ending) / 2
            if isOrphan(range.lowerBound..<second) || isOrphan(second..<range.upperBound) { cost += 0.6 }
            if cost < best?.cost ?? .infinity { best = (second, cost) }
        }
        return best
    }

    /// Of a line with these pieces, without the blank at its end.
    private func width(_ range: Range<Int>) -> Int {
        before[range.upperBound] - before[range.lowerBound] - pieces[range.upperBound - 1].blank
    }

    /// Cues that are over too soon to be read, together with a neighbour where both fit.
    private func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for (index, range) in ranges.enumerated() {
            guard let last = joined.last else {
                joined.append(range)
                continue
            }
            let isLastShort = pieces[range.lowerBound].start - pieces[last.lowerBound].start < Self.shortest
            let next = index + 1 < ranges.count ? pieces[ranges[index + 1].lowerBound].start : .infinity
            let isShort = next - pieces[range.lowerBound].start < Self.shortest
            let both = last.lowerBound..<range.upperBound
            let seconds = pieces[range.upperBound - 1].end - pieces[last.lowerBound].start
            if isLastShort || isShort, seconds <= Self.longest, layout(both) != nil {
                joined[joined.count - 1] = both
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    private func timed(_ ranges: [Range<Int>]) -> [Subtitles.Cue] {
        var cues: [Subtitles.Cue] = []
        for (index, range) in ranges.enumerated() {
            let start = pieces[range.lowerBound].start
            let next = index + 1 < ranges.count ? pieces[ranges[index + 1].lowerBound].start : .infinity
            let end = min(max(pieces[range.upperBound - 1].end + Self.rest, start + Self.shortest), next)
            let cue = Subtitles.Cue(start: start, end: end, parts: parts(showing: range))
            if end > start, !cue.text.isEmpty { cues.append(cue) }
        }
        return cues
    }

    private func parts(showing range: Range<Int>) -> [Subtitles.Cue.Part] {
        let second = layout(range)?.second
        let lines = second.map { [range.lowerBound..<$0, $0..<range.upperBound] } ?? [range]
        return lines.enumerated().flatMap { place, line -> [Subtitles.Cue.Part] in
            var parts = words(of: line)
            if place > 0, !parts.isEmpty { parts[0].breaksLine = true }
            return parts
        }
    }

    /// A line, parted where the spoken words begin.
    private func words(of line: Range<Int>) -> [Subtitles.Cue.Part] {
        let range = pieces[line.lowerBound].range.lowerBound..<pieces[line.upperBound - 1].range.upperBound
        var marks = [(place: range.lowerBound, start: pieces[line.lowerBound].start)]
        for word in text.words(beginningIn: range) {
            // What stands before the first word belongs to it.
            let isFirst = marks.count == 1 && !text.hasLetters(range.lowerBound..<word.range.lowerBound)
            if !isFirst { marks.append((word.range.lowerBound, word.start)) }
        }
        var parts: [Subtitles.Cue.Part] = []
        for (index, mark) in marks.enumerated() {
            let end = index + 1 < marks.count ? marks[index + 1].place : range.upperBound
            guard mark.place < end else { continue }
            var shown = text.shown(mark.place..<end)
            if end < range.upperBound, text.scalars[end - 1].properties.isWhitespace, !shown.isEmpty { shown += " " }
            if !shown.isEmpty { parts.append(.init(start: mark.start, text: shown)) }
        }
        if pieces[line.upperBound - 1].isHyphenated, !parts.isEmpty { parts[parts.count - 1].text += "-" }
        return parts
    }
}
