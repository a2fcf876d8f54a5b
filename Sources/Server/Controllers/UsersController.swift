import Domain
import Hummingbird
import Studio

/// `/users`: the account's own profile.
struct UsersController {
    let accounts: Accounts
    let limits: ServerLimits

    var operations: [Operation] {
        [
            .signedIn(
                .get, "/users/profile", "Show the profile", tag: "Users", .data(UserBody.schema, "The account."),
                handler: { Answer.data(UserBody(account: $0.caller.account)) }),
            .signedIn(
                .put, "/users/profile", "Change the profile", tag: "Users",
                .data(UserBody.schema, "The account as it is now."), handler: change
            ).with(body: .json(Profile.schema)),
        ]
    }

    private func change(_ call: Call) async throws -> Response {
        let profile = try await call.visit.json(Profile.self, limits)
        return Answer.data(
            UserBody(account: try await accounts.rename(call.caller.account.id, name: profile.name)))
    }

    private struct Profile: Decodable {
        let name: String

        static let schema = Schema.object([Schema.Field("name", .string(), "1 to 100 characters.")])
    }
}
