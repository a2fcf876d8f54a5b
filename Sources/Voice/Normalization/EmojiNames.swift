import FoundationEssentials

/// What emoji are called: the names of CLDR, a file for each language in `data/emoji`.
package struct EmojiNames: Sendable {
    private static let (joiner, picture): (Unicode.Scalar, Unicode.Scalar) = ("\u{200D}", "\u{FE0F}")

    private let folder: String

    package init(folder: String) { self.folder = folder }

    /// - Parameter tag: of the language that is spoken.
    /// - Returns: none for a language without names.
    func rules(for tag: String) -> [SpokenText.Rule] {
        let first = tag.split(separator: "-").first.map(String.init) ?? tag
        let file = "\(folder)/\(first == "cmn" ? "zh" : first).tsv"
        guard first.allSatisfy({ $0.isASCII && $0.isLetter }),
            let data = try? Data(contentsOf: URL(filePath: file))
        else { return [] }
        let names = Self.names(in: String(decoding: data, as: UTF8.self))
        guard let longest = names.keys.map(\.count).max(), let pattern = Self.pattern(of: names.keys) else { return [] }
        return [SpokenText.Rule(pattern) { Self.reading(Array($0.text.unicodeScalars), names, longest) }]
    }

    private static func names(in text: String) -> [[Unicode.Scalar]: String] {
        var names: [[Unicode.Scalar]: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "\t")
            if parts.count == 2 { names[plain(Array(parts[0].unicodeScalars))] = String(parts[1]) }
        }
        return names
    }

    /// Without skin tones and the mark that asks for a picture.
    private static func plain(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        scalars.filter { $0 != picture && !$0.properties.isEmojiModifier }
    }

    /// Runs of what emoji are made of, beginning with one that stands alone.
    private static func pattern(of emoji: some Sequence<[Unicode.Scalar]>) -> Regex<AnyRegexOutput>? {
        let values = Set(emoji.joined().map(\.value)).subtracting([joiner.value]).sorted()
        var ranges: [ClosedRange<UInt32>] = []
        for value in values {
            if let last = ranges.last, last.upperBound + 1 == value {
                ranges[ranges.count - 1] = last.lowerBound...value
            } else {
                ranges.append(value...value)
            }
        }
        func escaped(_ value: UInt32) -> String { #"\u{"# + String(value, radix: 16) + "}" }
        let starts = ranges.map { escaped($0.lowerBound) + "-" + escaped($0.upperBound) }.joined()
        let rest = starts + escaped(joiner.value) + escaped(picture.value) + #"\u{1F3FB}-\u{1F3FF}"#
        return try? Regex("[" + starts + "][" + rest + "]*")
    }

    /// - Returns: nil when something in it has no name, or is a sign as letters are, © or ↔.
    private static func reading(
        _ run: [Unicode.Scalar], _ names: [[Unicode.Scalar]: String], _ longest: Int
    ) -> String? {
        if let first = run.first, !first.properties.isEmojiPresentation, run.dropFirst().first != picture { return nil }
        let scalars = plain(run)
        var (found, start) = ([String](), 0)
        while start < scalars.count {
            let lengths = (1...min(longest, scalars.count - start)).reversed()
            if let length = lengths.first(where: { names[Array(scalars[start..<start + $0])] != nil }),
                let name = names[Array(scalars[start..<start + length])]
            {
                if found.last != name { found.append(name) }
                start += length
            } else if scalars[start] == joiner {
                start += 1
            } else {
                return nil
            }
        }
        return found.isEmpty ? nil : " " + found.joined(separator: ", ") + " "
    }
}
