import Domain
import Hummingbird
import Studio

/// `/notifications`: what people are told in the page; `/settings/notifications`: whether they are written to as well.
struct NoticesController: Controller {
    private let notices: Notices
    private let limits: ServerLimits

    init(_ edge: Edge) { (notices, limits) = (edge.house.notices, edge.limits) }

    private static let tag = "Notifications"

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/notifications", "List the notifications", tag: Self.tag,
                .data(NoticeListBody.self, "Those of the last 30 days, newest first."),
                handler: { call in
                    let listing = try await notices.list(of: call.caller.account.id, page: call.visit.page())
                    return Answer.data(NoticeListBody(listing: listing))
                }
            ).with(parameters: Operation.Parameter.paging),
            .signedIn(
                .post, "/notifications/read", "Mark notifications as read", tag: Self.tag,
                .data(Nothing.self, "They are read."),
                handler: { call in
                    let request = try await call.visit.json(NoticeReadRequest.self, limits)
                    try await notices.markRead(request.ids, of: call.caller.account.id)
                    return Answer.deleted()
                }
            ).with(body: .json(NoticeReadRequest.schema)),
            .signedIn(
                .get, "/settings/notifications", "Get when emails are sent", tag: Self.tag,
                .data(NoticeChoiceBody.self, "The settings."), handler: show),
            .signedIn(
                .put, "/settings/notifications", "Choose when emails are sent", tag: Self.tag,
                .data(NoticeChoiceBody.self, "The changed settings."),
                handler: { call in
                    let request = try await call.visit.json(NoticeChoiceRequest.self, limits)
                    try await notices.set(request.choice, of: call.caller.account.id)
                    return try await show(call)
                }
            ).with(body: .json(NoticeChoiceRequest.schema)),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        Answer.data(NoticeChoiceBody(choice: try await notices.choice(of: call.caller.account.id)))
    }
}
