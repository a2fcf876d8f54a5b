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
        fields.add("quality", as: .choice(["natural", "basic"])) { $0.voice.kind == "neural" ? "natural" : "basic" }
        fields.add("pack", "The pack of models that it is part of.") { $0.voice.pack }
        fields.add("installed", "Whether it can speak now; otherwise its pack must be installed first.") {
            $0.voice.isInstalled
        }
        fields.add("rare", "For a constructed language, or a regional form of one.") { $0.voice.isRare }
    }
}
