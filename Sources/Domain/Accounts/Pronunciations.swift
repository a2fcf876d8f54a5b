/// How the words of an account's scripts are to be read, by the word as it is written.
package struct Pronunciations: Codable, Equatable, Sendable {
    package static let most = 200
    package static let longestWord = 60
    package static let longestReading = 200

    package let words: [String: String]

    package init(words: [String: String]) { self.words = words }

    /// Those whose word stands in a text, in any case of its letters.
    package func used(in text: String) -> [String: String] {
        guard !words.isEmpty else { return [:] }
        let folded = text.lowercased()
        return words.filter { folded.contains($0.key.lowercased()) }
    }
}
