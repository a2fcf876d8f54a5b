/// What is said in a recording, with the time of every word.
package struct Transcript: Codable, Equatable, Sendable {
    /// A part of a text as a recogniser gives it: some letters, or some bytes of one.
    struct Piece: Equatable {
        var bytes: [UInt8]
        /// Seconds: about when its sound ends. A comma's is about when the pause after it ends.
        var end: Double
    }

    package struct Word: Codable, Equatable, Sendable {
        /// With the marks that follow it, without blanks.
        package var text: String
        /// Seconds.
        package var start: Double
        package var end: Double
        /// Whether a blank stands before it.
        package var isApart: Bool
    }

    package var words: [Word]
    /// Two letters.
    package var language: String

    package init(words: [Word], language: String) {
        self.words = words
        self.language = language
    }

    init(pieces: [Piece], language: String) {
        self.init(words: Self.words(of: pieces), language: language)
    }

    package var text: String {
        words.enumerated().map { ($0 > 0 && $1.isApart ? " " : "") + $1.text }.joined()
    }

    /// Where each word stands in ``text``, in Unicode scalars.
    package var places: [Range<Int>] {
        var end = 0
        return words.enumerated().map { index, word in
            let start = end + (index > 0 && word.isApart ? 1 : 0)
            end = start + word.text.unicodeScalars.count
            return start..<end
        }
    }

    /// A word begins where a blank stands or, in scripts without blanks, with every piece that is whole letters.
    private static func words(of pieces: [Piece]) -> [Word] {
        var words: [Word] = []
        var open: [UInt8] = []
        var before = pieces.first.map { max(0, $0.end - firstLength) } ?? 0
        var start = before
        for piece in pieces {
            if open.isEmpty { start = before }
            open += piece.bytes
            before = piece.end
            // A letter whose bytes are spread over several pieces.
            guard let text = String(validating: open, as: UTF8.self) else { continue }
            open = []
            let letters = text.filter { !$0.isWhitespace }
            guard !letters.isEmpty else { continue }
            let isApart = text.first?.isWhitespace == true
            if let last = words.indices.last, letters.allSatisfy({ $0.isPunctuation }) {
                words[last].text += letters
            } else if let last = words.indices.last, !isApart, isJoined(words[last].text, letters) {
                words[last].text += letters
                words[last].end = max(words[last].end, piece.end)
            } else {
                words.append(Word(text: letters, start: min(start, piece.end), end: piece.end, isApart: isApart))
            }
        }
        return words
    }

    /// Seconds of a word before which nothing is said.
    private static let firstLength = 0.3

    /// Whether two pieces without a blank between them are one word: they are not in scripts that have no blanks.
    private static func isJoined(_ before: String, _ after: String) -> Bool {
        guard let last = before.last, let first = after.first else { return false }
        return !isWide(last) && !isWide(first) && !last.isPunctuation
    }

    private static func isWide(_ letter: Character) -> Bool {
        letter.unicodeScalars.first.map { (0x2E80...0xA4CF).contains($0.value) || $0.value >= 0xF900 } ?? false
    }
}
