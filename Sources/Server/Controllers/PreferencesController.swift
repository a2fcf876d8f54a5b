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
                .get, "/users/settings", "Show language and country", tag: "Users",
                .data(PreferenceBody.schema, "What was chosen, else a guess by where the request comes from."),
                handler: show),
            .signedIn(
                .put, "/users/settings", "Choose language and country", tag: "Users",
                .data(PreferenceBody.schema, "As it is now."), handler: choose
            ).with(body: .json(Choice.schema)),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        let preference = try await preferences.get(
            of: call.caller.account.id, address: call.visit.origin.address)
        return Answer.data(PreferenceBody(preference: preference))
    }

    private func choose(_ call: Call) async throws -> Response {
        let choice = try await call.visit.json(Choice.self, limits)
        guard let language = Domain.Preference.Language(rawValue: choice.language) else {
            let all = Domain.Preference.Language.allCases.map(\.rawValue).joined(separator: ", ")
            throw ErrorBody.invalid("language", "`language` must be one of \(all).")
        }
        try await preferences.set(language: language, country: choice.country, of: call.caller.account.id)
        return try await show(call)
    }

    private struct Choice: Decodable {
        let language: String
        let country: String?

        static let schema = Schema.object([
            Schema.Field("language", .choice(Domain.Preference.Language.allCases.map(\.rawValue))),
            .optional("country", .nullable(.string()), "ISO 3166; null leaves it to where requests come from."),
        ])
    }

    private struct PreferenceBody: JSONValue {
        let preference: Domain.Preference

        static let schema = Schema.named(
            "Settings",
            .object([
                Schema.Field("language", .choice(Domain.Preference.Language.allCases.map(\.rawValue))),
                Schema.Field("country", .nullable(.string()), "Two letters of ISO 3166."),
            ]))

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("language", preference.language.rawValue)
                json.field("country", preference.country)
            }
        }
    }
}
