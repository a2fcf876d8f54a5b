import Domain
import Hummingbird
import Studio

/// `/voices`: those that speak without being cloned first.
struct VoicesController: Controller {
    private let voices: Voices

    init(_ edge: Edge) { voices = edge.house.voices }

    private static let voice = QueryField("voice", Input.text(1...100), "The id of a voice that is installed.")

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/voices", "List the built-in voices", tag: "Models",
                .data(PageBody<VoiceBody>.self, "All of them, by language."),
                handler: { _ in Answer.data(PageBody(whole: try await voices.all().map(VoiceBody.init))) }),
            .scoped(
                .read, .get, "/voices/preview", "Hear a built-in voice", tag: "Models",
                .bytes("audio/mpeg", "A line in the voice's language."), handler: hear
            ).with(parameters: [Self.voice.parameter.required], refusals: [404, 416]),
        ]
    }

    private func hear(_ call: Call) async throws -> Response {
        guard let id = try call.visit.value(of: Self.voice) else {
            throw ErrorBody.invalid("voice", "`voice` is missing.")
        }
        let path = try await voices.preview(of: id)
        let answer = MediaAnswer(
            path: path, etag: "\"preview-\(id)\"", contentType: "audio/mpeg", lastModified: nil,
            cacheControl: "private, max-age=3600")
        return try await answer.response(to: call.request, context: call.visit.context)
    }
}
