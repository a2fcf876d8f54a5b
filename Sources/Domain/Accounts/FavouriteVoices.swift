/// The voices that an account wants to find first.
package struct FavouriteVoices: Codable, Equatable, Sendable {
    package static let most = 100
    package static let longestID = 100

    /// Each once, in the order in which they are shown. One may be gone from this machine for a while.
    package let voices: [String]

    package init(voices: [String]) {
        self.voices = voices.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
