import Domain
import Foundation
import Hummingbird
import Studio

/// `/voices`: those that speak without being cloned first.
struct VoicesController: Controller {
    private let voices: Voices

    init(_ edge: Edge) { voices = edge.house.voices }

    private static let voice = QueryField("voice", Input.text(1...100), "The id of a voice that is installed.")

    private static let text = QueryField(
        "text", Input.text(1...Voices.longestTry, pattern: #"\S"#),
        "What it says; a line in its language when nothing is given.")

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/voices", "List the built-in voices", tag: "Models",
                .data(PageBody<VoiceBody>.self, "All of them, by language."),
                handler: { _ in Answer.data(PageBody(whole: try await voices.all().map(VoiceBody.init))) }),
            .scoped(
                .read, .get, "/voices/preview", "Hear a built-in voice", tag: "Models",
                .bytes("audio/mpeg", "A line in the voice's language."), handler: hear
            ).with(parameters: [Self.voice.parameter.required, Self.text.parameter], refusals: [404, 416]),
        ]
    }

    private func hear(_ call: Call) async throws -> Response {
        guard let id = try call.visit.value(of: Self.voice) else {
            throw ErrorBody.invalid("voice", "`voice` is missing.")
        }
        let (path, name): (String, String)
        if let text = try call.visit.value(of: Self.text) {
            path = try await voices.preview(of: id, saying: text)
            name = URL(filePath: path).lastPathComponent
        } else {
            (path, name) = (try await voices.preview(of: id), "preview-\(id)")
        }
        let answer = MediaAnswer(
            path: path, etag: "\"\(name)\"", contentType: "audio/mpeg", lastModified: nil,
            cacheControl: "private, max-age=3600")
        return try await answer.response(to: call.request, context: call.visit.context)
    }
}
