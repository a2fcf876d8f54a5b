import Domain
import Hummingbird
import Studio

/// `/users`: the account's own profile.
struct UsersController: Controller {
    private let accounts: Accounts
    private let limits: ServerLimits

    init(_ edge: Edge) { (accounts, limits) = (edge.house.accounts, edge.limits) }

    var operations: [Operation] {
        [
            .signedIn(
                .get, "/users/profile", "Get the profile", tag: "Users", .data(UserBody.self, "The account."),
                handler: { Answer.data(UserBody(account: $0.caller.account)) }),
            .signedIn(
                .put, "/users/profile", "Change the profile", tag: "Users",
                .data(UserBody.self, "The changed account."), handler: change
            ).with(body: .json(ProfileRequest.schema)),
        ]
    }

    private func change(_ call: Call) async throws -> Response {
        let profile = try await call.visit.json(ProfileRequest.self, limits)
        let account = try await accounts.change(
            call.caller.account.id, name: profile.name, visibleMark: profile.visibleMark)
        return Answer.data(UserBody(account: account))
    }
}
