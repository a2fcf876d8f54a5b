import Domain
import Hummingbird
import Studio

/// `/settings/favourite-voices`: the voices that somebody wants to find first.
struct FavouriteVoicesController: Controller {
    private let preferences: Preferences
    private let limits: ServerLimits

    init(_ edge: Edge) { (preferences, limits) = (edge.house.preferences, edge.limits) }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/settings/favourite-voices", "Get the favourite voices", tag: "Users",
                .data(FavouriteVoicesBody.self, "In the order in which they were chosen."), handler: show),
            .signedIn(
                .put, "/settings/favourite-voices", "Choose the favourite voices", tag: "Users",
                .data(FavouriteVoicesBody.self, "All of them, each once."), handler: choose
            ).with(body: .json(FavouriteVoicesRequest.schema)),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        let favourites = try await preferences.favouriteVoices(of: call.caller.account.id)
        return Answer.data(FavouriteVoicesBody(voices: favourites.voices))
    }

    private func choose(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(FavouriteVoicesRequest.self, limits)
        try await preferences.set(FavouriteVoices(voices: request.voices), of: call.caller.account.id)
        return try await show(call)
    }
}
