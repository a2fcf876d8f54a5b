import Foundation
import Inference

/// Turns a Japanese sentence into letters: the dictionary knows how words are said, Kana how they sound. Words in Latin
/// letters that it does not know are read as English.
struct JapaneseReader: LetterReader {
    /// What must be there, within the assets.
    static let files = [
        "japanese/libmecab.so.2", "japanese/dicrc", "japanese/sys.dic", "japanese/matrix.bin", "japanese/char.bin",
        "japanese/unk.dic", "japanese/words.txt",
    ]

    private let mecab: MeCab
    private let english: EnglishReader
    /// Words that are said without a break although the dictionary parts them.
    private let joined: Set<String>
    private static let longestJoined = 16

    init(_ assets: Assets, english: EnglishReader) throws(VoiceError) {
        let dictionary = (assets.file("japanese/sys.dic") as NSString).deletingLastPathComponent
        mecab = try MeCab(library: assets.file("japanese/libmecab.so.2"), dictionary: dictionary)
        let list = (try? String(contentsOfFile: assets.file("japanese/words.txt"), encoding: .utf8)) ?? ""
        joined = Set(list.split(separator: "\n").map(String.init))
        self.english = english
    }

    func read(
        _ sentence: Sentence, isCancelled: @escaping () -> Bool
    ) throws(VoiceError) -> LetterReading {
        var reading = LetterReading()
        for group in grouped(words(of: sentence.text)) {
            let text = group.map(\.word.text).joined()
            guard let first = group.first else { continue }
            if first.word.reading == nil, let latin = Self.latin(text) {
                let said = try english.read(
                    Sentence(text: latin, offset: 0, ending: .clause), isCancelled: isCancelled)
                reading.append(said, offset: first.offset)
            } else if let mark = Self.marks[text] {
                if reading.letters.last == .blank { reading.letters.removeLast() }
                reading.letters += [Letter(scalar: mark, word: nil), .blank]
            } else {
                append(group, as: text, to: &reading)
            }
        }
        return reading
    }

    private struct Placed {
        var word: MeCab.Word
        /// In the sentence, in characters.
        let offset: Int
    }

    private func append(_ group: [Placed], as text: String, to reading: inout LetterReading) {
        let letters = Kana.letters(of: Self.said(group.map(\.word)))
        guard !letters.isEmpty, let first = group.first, let last = group.last else { return }
        if !reading.letters.isEmpty, reading.letters.last != .blank { reading.letters.append(.blank) }
        let length = last.offset + last.word.text.unicodeScalars.count - first.offset
        reading.letters += letters.unicodeScalars.map { Letter(scalar: $0, word: reading.words.count) }
        reading.words.append(
            .init(word: Self.narrow(text), start: 0, end: 0, offset: first.offset, length: length))
    }

    /// An う behind a verb lengthens it (`njd_set_pronunciation` of Open JTalk 1.11).
    private static func said(_ words: [MeCab.Word]) -> String {
        words.indices.map { index in
            let word = words[index]
            let reading = word.reading ?? word.text
            let follows = index > 0 && ["動詞", "助動詞"].contains(words[index - 1].part)
            return word.part == "助動詞" && reading == "ウ" && follows ? "ー" : reading
        }.joined()
    }

    private func words(of text: String) -> [Placed] {
        let scalars = Array(text.unicodeScalars)
        var placed: [Placed] = []
        var start = 0
        // MeCab drops blanks, so each stretch between them is read for itself.
        for stretch in scalars.split(omittingEmptySubsequences: false, whereSeparator: \.properties.isWhitespace) {
            var offset = start
            for word in mecab.words(of: Self.wide(stretch)) {
                placed.append(Placed(word: word, offset: offset))
                offset += word.text.unicodeScalars.count
            }
            start += stretch.count + 1
        }
        return placed
    }

    /// As misaki 0.7.4 (`_romaji_tokens`) does: the longest known word that begins here.
    private func grouped(_ words: [Placed]) -> [[Placed]] {
        var groups: [[Placed]] = []
        var index = 0
        while index < words.count {
            var end = index + 1
            if words[index].word.part != "記号", words[index].word.reading != nil {
                var text = words[index].word.text
                for next in words.indices[(index + 1)...] {
                    let word = words[next]
                    guard word.word.reading != nil, word.word.part != "記号", text.count < Self.longestJoined,
                        word.offset == words[next - 1].offset + words[next - 1].word.text.unicodeScalars.count
                    else { break }
                    text += word.word.text
                    if joined.contains(text) { end = next + 1 }
                }
            }
            groups.append(Array(words[index..<end]))
            index = end
        }
        return groups
    }

    private static let marks: [String: Unicode.Scalar] = [
        "。": ".", "．": ".", "、": ",", "，": ",", "？": "?", "！": "!", "：": ":", "；": ";", "…": "…", "‥": "…", "—": "—",
        "―": "—",
        "「": "“", "」": "”", "『": "“", "』": "”", "（": "(", "）": ")", "～": "—", "〜": "—",
    ]

    /// The dictionary's Latin letters, digits and signs are those of full width.
    private static func wide(_ text: ArraySlice<Unicode.Scalar>) -> String {
        var wide = String.UnicodeScalarView()
        for scalar in text {
            let moved = (0x21...0x7E).contains(scalar.value) ? Unicode.Scalar(scalar.value + 0xFEE0) : nil
            wide.append(moved ?? scalar)
        }
        return String(wide)
    }

    private static func narrow(_ text: String) -> String {
        var narrow = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let moved = (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) : nil
            narrow.append(moved ?? scalar)
        }
        return String(narrow)
    }

    /// In ordinary width, when it is a word in Latin letters.
    private static func latin(_ text: String) -> String? {
        let word = narrow(text)
        return word.unicodeScalars.contains { $0.properties.isAlphabetic && $0.value < 0x250 } ? word : nil
    }
}
