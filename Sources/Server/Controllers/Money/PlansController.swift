import Domain
import Hummingbird
import Studio

/// `/billing/plans` and `/billing/usage`: what is sold, and the minutes of the period. They are there unless `BILLING` is
/// `off`.
struct PlansController: Controller {
    private let billing: Billing

    init(_ edge: Edge) { billing = edge.house.billing }

    var operations: [Operation] {
        guard billing.mode != .off else { return [] }
        return [
            .open(
                .get, "/billing/plans", "List the plans and packs", tag: "Billing",
                .data(OfferBody.self, "Everything that is sold."),
                handler: { _ in Answer.data(OfferBody(book: billing.book)) }),
            .scoped(
                .read, .get, "/billing/usage", "Get the minutes of this period", tag: "Billing",
                .data(UsageBody?.self, "The minutes that count now; null where there are none."),
                handler: { call in
                    Answer.data(try await billing.usage(of: call.caller.account.id).map(UsageBody.init))
                }),
        ]
    }
}
