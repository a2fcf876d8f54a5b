/// The film that an account puts together, as its client writes it.
package struct FilmDraft: Equatable, Sendable {
    /// In characters.
    package static let longest = 400_000

    /// Nil before anything was saved.
    package let content: String?
    /// Rises with each save, from 0.
    package let version: Int
    package let savedAt: Timestamp?

    package init(content: String? = nil, version: Int = 0, savedAt: Timestamp? = nil) {
        self.content = content
        self.version = version
        self.savedAt = savedAt
    }
}
