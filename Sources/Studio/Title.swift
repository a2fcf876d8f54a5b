import Foundation

/// A name a person gave to something, made harmless: Unicode NFC, no control characters, no characters that turn the
/// direction of the text around, white space folded and trimmed, 1...200 characters.
package enum Title {
    package static let longest = 200

    /// Bidirectional marks, embeddings, overrides and isolates (Unicode 15, UAX 9, section 2), line and paragraph
    /// separators, and the byte order mark: what can make a name read as another one.
    private static let treacherous: Set<UInt32> = Set(
        [0x061C, 0x200E, 0x200F, 0xFEFF] + Array(0x2028...0x202E) + Array(0x2066...0x2069))

    /// Nil when nothing is left or more than ``longest`` characters are.
    package static func cleaned(_ text: String) -> String? {
        let clean = washed(text)
        return clean.isEmpty || clean.count > longest ? nil : clean
    }

    /// The last part of a path that a client sent as a file name, cut to ``longest`` characters with its extension
    /// kept; `fallback` when nothing is left of it.
    package static func ofFile(named name: String, fallback: String = "untitled") -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let clean = washed(last)
        guard !clean.isEmpty, clean != ".", clean != ".." else { return fallback }
        guard clean.count > longest else { return clean }
        let dot = clean.lastIndex(of: ".")
        let suffix = dot.map { String(clean[$0...]) } ?? ""
        guard !suffix.isEmpty, suffix.count <= 10 else { return String(clean.prefix(longest)) }
        return String(clean.prefix(longest - suffix.count)) + suffix
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
            case .surrogate, .privateUse, .unassigned: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .precomposedStringWithCanonicalMapping
    }
}
