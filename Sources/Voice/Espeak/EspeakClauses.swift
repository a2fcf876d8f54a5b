import CEspeak
import Glibc

/// A clause as eSpeak NG would say it.
struct EspeakClause: Equatable {
    /// In the International Phonetic Alphabet with stress marks; a tie (`^`) joins the letters of one sound, a blank parts
    /// words.
    let ipa: String
    /// The mark that ends it, if one does.
    let punctuation: Unicode.Scalar?
}

extension Espeak {
    /// Reads a text aloud on paper, clause by clause: the library itself reads over commas. The voice must have been set.
    func clauses(of text: String) -> [EspeakClause] { EspeakClause.stretches(of: text).flatMap(read) }

    private func read(_ text: String) -> [EspeakClause] {
        // Of speak_lib.h: IPA, with the character of bits 8 to 23 as a tie.
        let mode = Int32(0x02 | 0x80 | Int(UInt8(ascii: "^")) << 8)
        var bytes = Array(text.utf8CString)
        return bytes.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress.map({ UnsafeRawPointer($0) }) else { return [] }
            let end = start + strlen(start.assumingMemoryBound(to: CChar.self))
            var next: UnsafeRawPointer? = start
            var clauses: [EspeakClause] = []
            while let from = next, from < end {
                let said = withUnsafeMutablePointer(to: &next) {
                    functions.espeak_TextToPhonemes($0, Int32(espeakCHARS_UTF8), mode)
                }
                let ipa = said.map { EspeakClause.withoutLanguages(String(cString: $0)) } ?? ""
                let until = next ?? end
                guard until > from else { break }
                let read = String(decoding: UnsafeRawBufferPointer(start: from, count: until - from), as: UTF8.self)
                clauses.append(EspeakClause(ipa: ipa, punctuation: EspeakClause.lastMark(of: read)))
            }
            return clauses
        }
    }
}

extension EspeakClause {
    private static let marks: [Unicode.Scalar: Unicode.Scalar] = [
        ",": ",", "，": ",", "、": ",", ";": ";", "；": ";", ":": ":", "：": ":", "—": "—", "–": "—", ".": ".", "。": ".",
        "!": "!", "！": "!", "?": "?", "？": "?", "…": "…",
    ]

    /// The text, cut behind every mark that a blank follows.
    static func stretches(of text: String) -> [String] {
        var found: [String] = []
        var current = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace, let last = current.last, marks[last] != nil {
                found.append(String(current))
                current = String.UnicodeScalarView()
            } else {
                current.append(scalar)
            }
        }
        return current.isEmpty ? found : found + [String(current)]
    }

    /// Without the names of languages, which stand in brackets where the voice changes to another.
    static func withoutLanguages(_ ipa: String) -> String {
        var depth = 0
        return String(
            ipa.filter { character in
                if character == "(" { depth += 1 }
                defer { if character == ")" { depth = max(0, depth - 1) } }
                return depth == 0
            })
    }

    /// The mark behind the last letter or digit: the first of several, but a question stays one.
    static func lastMark(of text: String) -> Unicode.Scalar? {
        let tail = text.unicodeScalars.reversed().prefix {
            !$0.properties.isAlphabetic && $0.properties.numericType == nil
        }
        let found = tail.reversed().compactMap { marks[$0] }
        return found.first { $0 == "?" } ?? found.first
    }
}
