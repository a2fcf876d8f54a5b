/// What an API key may be used for. A key has one or more; a signed-in person needs none.
package enum Scope: String, CaseIterable, Codable, Sendable {
    /// Everything of one's own that is only looked at.
    case read
    /// Upload, rename and delete media.
    case files
    /// Submit, cancel and retry generation.
    case tasks
    /// Rename and delete results.
    case library
    /// Avatars, voices and the consents they need.
    case models
    /// The routes of administrators, for keys of administrators.
    case admin
}
