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
                .data(PageBody<VoiceBody>.self, "All of them, by language."),
                handler: { _ in Answer.data(PageBody(whole: try await voices.all().map(VoiceBody.init))) })
        ]
    }
}
