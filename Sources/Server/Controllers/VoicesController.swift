import Domain
import Hummingbird
import Studio

/// `/voices`: those that speak without being cloned first.
struct VoicesController: Controller {
    private let voices: Voices

    init(_ edge: Edge) { voices = edge.house.voices }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/voices", "List the built-in voices", tag: "Models",
                .data(.page(of: VoiceBody.schema), "All of them, by language."),
                handler: { _ in
                    Answer.data(
                        PageBody(page: Page(items: try await voices.all().map(VoiceBody.init), nextCursor: nil)))
                })
        ]
    }
}

private struct VoiceBody: JSONValue, Sendable {
    let voice: Voice

    static let schema = Schema.named(
        "Voice",
        .object([
            Schema.Field("id", .string(), "What `voice` of a request names."), Schema.Field("name", .string()),
            Schema.Field("language", .string()), Schema.Field("gender", .nullable(.string())),
            Schema.Field("kind", .choice(["espeak", "neural"])),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", voice.id)
            json.field("name", voice.name)
            json.field("language", voice.language)
            json.field("gender", voice.gender)
            json.field("kind", voice.kind)
        }
    }
}
