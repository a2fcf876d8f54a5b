import Domain

/// The film that somebody puts together.
struct FilmDraftBody: Body, Sendable {
    let draft: FilmDraft

    static var name: String? { "FilmDraft" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("content", "As it was saved; null before that.") { $0.draft.content }
        fields.add("version", "Rises with each save.") { $0.draft.version }
        fields.add("saved_at") { $0.draft.savedAt }
    }
}
