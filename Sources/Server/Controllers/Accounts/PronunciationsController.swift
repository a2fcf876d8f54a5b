import Domain
import Hummingbird
import Studio

/// `/settings/pronunciations`: how the words of somebody's scripts are to be read.
struct PronunciationsController: Controller {
    private let preferences: Preferences
    private let limits: ServerLimits

    init(_ edge: Edge) { (preferences, limits) = (edge.house.preferences, edge.limits) }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/settings/pronunciations", "Get how words are read", tag: "Users",
                .data(PronunciationsBody.self, "By the word as it is written."), handler: show),
            .signedIn(
                .put, "/settings/pronunciations", "Choose how words are read", tag: "Users",
                .data(PronunciationsBody.self, "All of them; new tasks follow them."), handler: choose
            ).with(body: .json(PronunciationsRequest.schema)),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        Answer.data(PronunciationsBody(words: try await preferences.pronunciations(of: call.caller.account.id).words))
    }

    private func choose(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(PronunciationsRequest.self, limits)
        try await preferences.set(Pronunciations(words: request.words), of: call.caller.account.id)
        return try await show(call)
    }
}
