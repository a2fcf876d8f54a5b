import Domain
import Hummingbird
import Studio

/// `/dashboard`: everything that somebody wants to know first.
struct DashboardController: Controller {
    private let dashboard: Dashboard
    private let billing: Billing
    private let addresses: MediaAddresses

    init(_ edge: Edge) {
        (dashboard, billing, addresses) = (edge.house.dashboard, edge.house.billing, edge.addresses)
    }

    private static let timeZone = QueryField(
        "time_zone", .text(1...64), "In which days begin, such as `Asia/Tokyo`; UTC if not given.")

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/dashboard", "Get an overview of the account", tag: "Users",
                .data(
                    DashboardBody.self, "Its minutes and credits are those of `/billing/usage` and `/users/credits`."),
                handler: show
            ).with(parameters: [Self.timeZone.parameter])
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        let zone = try call.visit.value(of: Self.timeZone)
        let overview = try await dashboard.overview(of: call.caller.account.id, timeZone: zone)
        return Answer.data(DashboardBody(overview: overview, billing: billing, addresses: addresses))
    }
}
