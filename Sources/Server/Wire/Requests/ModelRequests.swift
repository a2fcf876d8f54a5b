import Domain
import Studio

/// A body that asks for an avatar or a cloned voice, and for its estimate.
protocol TrainingRequest: InputBody {
    var name: String { get }
    var source: FileSource { get }
    var consent: ConsentID { get }
    var language: String? { get }
    var engine: String? { get }
    var webhook: String? { get }
}

/// `POST /video-models`.
struct AvatarRequest: TrainingRequest {
    let name: String
    let source: FileSource
    let consent: ConsentID
    let engine: String?
    let webhook: String?
    var language: String? { nil }

    static let body = BodyReader(
        named: "AvatarTraining", .field("name", .title(Title.longest)),
        .field("consent_id", .id(of: "a consent"), "The consent of the person in the clip."),
        SourceField.id("video", "A clip of one person"), SourceField.url("video"),
        EngineField.engine, WebhookField.url,
        rules: [SourceField.rule("video")]
    ) { name, consent, id, url, engine, webhook throws(ErrorBody) in
        AvatarRequest(
            name: name, source: try SourceField.required(id, url, "video"), consent: consent, engine: engine,
            webhook: webhook)
    }
}

/// `POST /voice-models`.
struct VoiceCloneRequest: TrainingRequest {
    let name: String
    let source: FileSource
    let consent: ConsentID
    let language: String?
    let engine: String?
    let webhook: String?

    static let body = BodyReader(
        named: "VoiceCloning", .field("name", .title(Title.longest)),
        .field("consent_id", .id(of: "a consent"), "The consent of the person in the sample."),
        SourceField.id("audio", "A recording of one voice"), SourceField.url("audio"),
        .optional("language", Input.languageTag, "BCP 47, such as `en-GB`."),
        EngineField.engine, WebhookField.url,
        rules: [SourceField.rule("audio")]
    ) { name, consent, id, url, language, engine, webhook throws(ErrorBody) in
        VoiceCloneRequest(
            name: name, source: try SourceField.required(id, url, "audio"), consent: consent, language: language,
            engine: engine, webhook: webhook)
    }
}

/// `POST /video-models/estimate` and `/voice-models/estimate`: what the training takes of its request; the rest is
/// not needed yet.
struct TrainingEstimateRequest: Sendable {
    let source: FileSource
    let engine: String?

    static func body(_ noun: String, named name: String, _ what: String) -> BodyReader<Self> {
        BodyReader(
            named: name, SourceField.id(noun, what), SourceField.url(noun), EngineField.engine,
            rules: [SourceField.rule(noun)]
        ) { id, url, engine throws(ErrorBody) in
            TrainingEstimateRequest(source: try SourceField.required(id, url, noun), engine: engine)
        }
    }
}

/// `POST /voice-models/{id}/preview`.
struct PreviewRequest: InputBody {
    let text: String?

    static let body = BodyReader(
        named: "VoicePreview",
        .optional("text", .text(1...Tasks.longestText, pattern: #"\S"#), "A short greeting if not given."),
        make: Self.init)
}

extension Input where Value == String {
    fileprivate static var languageTag: Input {
        let pattern = "^[0-9A-Za-z-]{2,40}$"
        return Input<String>.text.map(to: "a language tag such as en-GB", .string(pattern: pattern)) { text in
            let isTag = text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
            }
            return isTag && (2...40).contains(text.utf8.count) ? text : nil
        }
    }
}
