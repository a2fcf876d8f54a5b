import Domain
import Hummingbird
import Studio

/// `/users/settings`: language and country.
struct PreferencesController: Controller {
    private let preferences: Preferences
    private let limits: ServerLimits

    init(_ edge: Edge) { (preferences, limits) = (edge.house.preferences, edge.limits) }

    var operations: [Operation] {
        [
            .signedIn(
                .get, "/users/settings", "Get language and country", tag: "Users",
                .data(SettingsBody.self, "As chosen, otherwise guessed from where the request comes from."),
                handler: show),
            .signedIn(
                .put, "/users/settings", "Choose language and country", tag: "Users",
                .data(SettingsBody.self, "The changed settings."), handler: choose
            ).with(body: .json(SettingsRequest.schema)),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        let preference = try await preferences.get(
            of: call.caller.account.id, address: call.visit.origin.address)
        return Answer.data(SettingsBody(preference: preference))
    }

    private func choose(_ call: Call) async throws -> Response {
        let choice = try await call.visit.json(SettingsRequest.self, limits)
        try await preferences.set(language: choice.language, country: choice.country, of: call.caller.account.id)
        return try await show(call)
    }
}
