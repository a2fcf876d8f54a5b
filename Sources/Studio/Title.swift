import Foundation

/// A name a person gave to something, made harmless: Unicode NFC, no control characters, no characters that turn the
/// direction of the text around, white space folded and trimmed, 1...200 code points: what the
/// database and the API's document count, too.
package enum Title {
    /// In code points.
    package static let longest = 200

    /// Bidirectional marks, embeddings, overrides and isolates (Unicode 15, UAX 9, section 2), line and paragraph
    /// separators, and the byte order mark: what can make a name read as another one.
    private static let treacherous: Set<UInt32> = Set(
        [0x061C, 0x200E, 0x200F, 0xFEFF] + Array(0x2028...0x202E) + Array(0x2066...0x2069))

    /// Nil when nothing is left or more than `longest` code points are.
    package static func cleaned(_ text: String, longest: Int = longest) -> String? {
        let clean = washed(text)
        return clean.isEmpty || clean.unicodeScalars.count > longest ? nil : clean
    }

    /// The beginning of a text from outside that nobody is to be refused for; nil when nothing is left of it.
    package static func beginning(of text: String, longest: Int = longest) -> String? {
        // What is folded away may be long, but not without end.
        let clean = cut(washed(String(text.unicodeScalars.prefix(8 * longest))), to: longest)
        return clean.isEmpty ? nil : clean
    }

    /// The last part of a path that a client sent as a file name, cut to ``longest`` characters with its extension
    /// kept; `fallback` when nothing is left of it.
    package static func ofFile(named name: String, fallback: String = "untitled") -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let clean = washed(last)
        guard !clean.isEmpty, clean != ".", clean != ".." else { return fallback }
        guard clean.unicodeScalars.count > longest else { return clean }
        let dot = clean.lastIndex(of: ".")
        let suffix = dot.map { String(clean[$0...]) } ?? ""
        guard (1...10).contains(suffix.unicodeScalars.count) else { return cut(clean, to: longest) }
        return cut(clean, to: longest - suffix.unicodeScalars.count) + suffix
    }

    /// The first characters that together have no more code points than `longest`.
    private static func cut(_ text: String, to longest: Int) -> String {
        var (end, left) = (text.startIndex, longest)
        while end < text.endIndex {
            left -= text[end].unicodeScalars.count
            guard left >= 0 else { break }
            end = text.index(after: end)
        }
        return String(text[..<end])
    }

    /// `portrait.final.png` becomes `portrait.final`: what a result made from a file is called.
    package static func withoutExtension(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        let suffix = name[name.index(after: dot)...]
        guard (1...5).contains(suffix.count), suffix.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            return name
        }
        return String(name[..<dot])
    }

    private static func washed(_ text: String) -> String {
        // Most names are plain ASCII: they need neither the table nor normalisation.
        if text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !treacherous.contains(scalar.value) {
            switch scalar.properties.generalCategory {
            case .control: scalars.append(" ")
            // What this Unicode does not know yet may be next year's emoji.
            case .privateUse: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .precomposedStringWithCanonicalMapping
    }
}
