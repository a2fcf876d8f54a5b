/// A piece of a text that fits into a line.
struct LinePiece {
    var range: Range<Int>
    var start: Double
    var end: Double
    var ending: TimedText.Ending
    /// As ``SubtitleWidth`` counts, with the blank at its end.
    var width: Int
    /// Of the blank at its end.
    var blank: Int
    /// It ends inside a word that is too long for a line.
    var isHyphenated = false

    static func pieces(of text: TimedText, line: Int) -> [LinePiece] {
        text.pieces.flatMap { piece -> [LinePiece] in
            let whole = LinePiece(piece, of: text)
            return whole.width - whole.blank <= line ? [whole] : whole.parts(of: text, line: line)
        }
    }

    private init(_ piece: TimedText.Piece, of text: TimedText) {
        (range, start, end, ending) = (piece.range, piece.start, piece.end, piece.ending)
        blank = text.scalars[range.upperBound - 1].properties.isWhitespace ? SubtitleWidth.of([" "]) : 0
        width = SubtitleWidth.of(text.shown(range).unicodeScalars) + blank
    }

    /// The piece in equal parts, at blanks if there are some, else between letters with room for a hyphen.
    private func parts(of text: TimedText, line: Int) -> [LinePiece] {
        let hyphen = SubtitleWidth.of(["-"])
        let count = (width - blank + line - hyphen - 1) / (line - hyphen)
        let aim = (width - blank + count - 1) / count
        var parts: [LinePiece] = []
        var (start, filled) = (range.lowerBound, 0)
        for place in range {
            let isNext = place > start && text.characters.contains(place)
            let next = SubtitleWidth.of([text.scalars[place]])
            if isNext, filled >= aim || filled + next > line - hyphen {
                parts.append(part(start..<place, of: text, .inside))
                (start, filled) = (place, 0)
            }
            filled += next
        }
        parts.append(part(start..<range.upperBound, of: text, ending))
        return parts
    }

    private func part(_ part: Range<Int>, of text: TimedText, _ ending: TimedText.Ending) -> LinePiece {
        func moment(_ place: Int) -> Double {
            start + (end - start) * Double(place - range.lowerBound) / Double(range.count)
        }
        let piece = TimedText.Piece(
            range: part, start: moment(part.lowerBound), end: moment(part.upperBound), ending: ending)
        var made = LinePiece(piece, of: text)
        let neighbours = [part.upperBound - 1, part.upperBound]
        made.isHyphenated =
            part.upperBound < range.upperBound
            && neighbours.allSatisfy {
                text.scalars[$0].properties.isAlphabetic && !SubtitleWidth.isWide(text.scalars[$0])
            }
        if made.isHyphenated { made.width += SubtitleWidth.of(["-"]) }
        return made
    }
}
