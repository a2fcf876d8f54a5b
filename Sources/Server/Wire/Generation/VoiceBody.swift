import Domain

/// A built-in voice.
struct VoiceBody: Body, Sendable {
    let voice: Voice

    static var name: String? { "Voice" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id", "What `voice` of a request takes.") { $0.voice.id }
        fields.add("name") { $0.voice.name }
        fields.add("language") { $0.voice.language }
        fields.add("gender") { $0.voice.gender }
        fields.add("kind", as: .choice(["espeak", "neural"])) { $0.voice.kind }
    }
}
