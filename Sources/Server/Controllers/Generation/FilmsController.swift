import Domain
import Hummingbird
import Studio

/// What belongs to films besides asking for them: the draft of one, and a scene that is made once more.
struct FilmsController: Controller {
    private let tasks: Tasks
    private let preferences: Preferences
    private let addresses: MediaAddresses
    private let limits: ServerLimits

    init(_ edge: Edge) {
        (tasks, preferences) = (edge.house.tasks, edge.house.preferences)
        (addresses, limits) = (edge.addresses, edge.limits)
    }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/generate/film/draft", "Get the draft of a film", tag: "Generation",
                .data(FilmDraftBody.self, "The one draft of the account."), handler: draft),
            .scoped(
                .tasks, .put, "/generate/film/draft", "Save the draft of a film", tag: "Generation",
                .data(FilmDraftBody.self, "The draft, with its new version."), handler: save
            ).with(body: .json(FilmDraftRequest.schema), refusals: [409]),
            .scoped(
                .read, .get, "/tasks/{id}/film", "Get what a film was asked for", tag: "Generation",
                .data(FilmOrderBody.self, "As `POST /generate/film` takes it, with the whole scripts."), handler: order),
            .scoped(
                .tasks, .post, "/tasks/{id}/scenes/again", "Make a scene of a film again", tag: "Generation",
                .data(TaskBody.self, "A new film with the other scenes as they are.", status: 202), handler: again
            ).with(body: .json(SceneAgainRequest.schema), refusals: [402, 409], replaysByKey: true),
        ]
    }

    private func draft(_ call: Call) async throws -> Response {
        Answer.data(FilmDraftBody(draft: try await preferences.filmDraft(of: call.caller.account.id)))
    }

    private func save(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(FilmDraftRequest.self, limits)
        let saved = try await preferences.save(
            filmDraft: request.content, after: request.version, of: call.caller.account.id)
        return Answer.data(FilmDraftBody(draft: saved))
    }

    private func order(_ call: Call) async throws -> Response {
        let order = try await tasks.order(ofFilm: call.visit.id("task"), account: call.caller.account.id)
        return Answer.data(FilmOrderBody(order: order))
    }

    private func again(_ call: Call) async throws -> Response {
        let id: TaskID = try call.visit.id("task")
        // Nobody learns by a mistake in the body that somebody else's film is there.
        _ = try await tasks.get(id, account: call.caller.account.id)
        let request = try await call.visit.json(SceneAgainRequest.self, limits)
        let view = try await tasks.film(again: id, remaking: request.scene, account: call.caller.account.id)
        return Answer.data(TaskBody(view: view, addresses: addresses), status: .accepted)
    }
}

/// `POST /tasks/{id}/scenes/again`.
struct SceneAgainRequest: InputBody {
    let scene: Int

    static let body = BodyReader(
        named: "SceneAgain", .field("scene", .whole(0...(FilmCut.mostScenes - 1)), "Its number, from 0."),
        make: Self.init)
}
