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
        guard profile.name != nil || profile.visibleMark != nil else {
            throw ErrorBody.invalid("name", "`name` or `visible_mark` is missing.")
        }
        let account = try await accounts.change(
            call.caller.account.id, name: profile.name, visibleMark: profile.visibleMark)
        return Answer.data(UserBody(account: account))
    }

    private struct Profile: Decodable {
        let name: String?
        let visibleMark: Bool?

        enum CodingKeys: String, CodingKey {
            case name
            case visibleMark = "visible_mark"
        }

        static let schema = Schema.object([
            .optional("name", .string(), "1 to 100 characters."),
            .optional("visible_mark", .boolean, "Burns a small mark into every video."),
        ])
    }
}
