import Domain
import GRDB

/// Why money goes back at once, as buyers read it at their gateway.
enum GivingBack: String {
    case secondPlan = "重复购买套餐 (second plan)"
    case erased = "账号已注销 (account erased)"
}

/// An account has one plan. Of two orders for plans the later one closes the other; when both are paid all the same, such as
/// on two devices at once, the money of the one that is heard of last goes back.
extension Database {
    func closePlans(besides order: Order) throws {
        guard case .plan = order.item else { return }
        for row in try rows(OrderStatement.openPlans, ["accountID": order.accountID, "id": order.id]) {
            try OutboxEntry.closing(Order(row: row), at: order.createdAt)?.insert(self)
        }
    }

    /// Whether another plan was paid while this one was not. More of a plan that nobody renews is wanted at any time.
    func isOvertaken(_ order: Order, plan: String, at: Timestamp) throws -> Bool {
        guard let now = try self.plan(of: order.accountID), now.isGood(at: at) else { return false }
        return now.externalID != nil || (now.planID != plan && order.createdAt < now.startsAt)
    }

    /// Whether the money of a subscription goes back: its account is nobody's any more, or has another plan, which was paid
    /// while this one was not.
    func whyUnwanted(_ report: SubscriptionReport, at: Timestamp) throws -> GivingBack? {
        if try isErased(report.account) { return .erased }
        return try isOvertaken(report, at: at) ? .secondPlan : nil
    }

    private func isOvertaken(_ report: SubscriptionReport, at: Timestamp) throws -> Bool {
        guard let now = try plan(of: report.account), now.externalID != report.id, now.isGood(at: at) else {
            return false
        }
        let order = try report.order.flatMap { try self.order($0) }
        return now.externalID != nil || order.map { $0.createdAt < now.startsAt } ?? false
    }

    /// Lets the money of an order go back that gives nothing.
    /// - Throws: ``StoreError/hasPlan`` or ``StoreError/erasedAccount`` for an invoice: its money goes no way that is known
    ///   here.
    func giveBack(_ order: Order, because reason: GivingBack, at: Timestamp) throws {
        guard order.gateway != Order.invoiced else {
            throw reason == .erased ? StoreError.erasedAccount : .hasPlan
        }
        var order = order
        try giveNothing(for: &order)
        guard order.refundable > 0 else { return }
        let id: RefundID = IDSource(now: { at }).next()
        try run(
            RefundStatement.insert,
            [
                "id": id, "orderID": order.id, "amount": order.refundable, "reason": reason.rawValue,
                "createdAt": at,
            ])
        try OutboxEntry.refunding(id, at: at)?.insert(self)
    }

    /// No credits of the order were given, so that none are to be taken back.
    func giveNothing(for order: inout Order) throws {
        order.takenBack = order.credits
        try order.update(self)
    }

    /// Whether the account is nobody's any more.
    func isErased(_ account: AccountID) throws -> Bool {
        try holds(AccountStatement.isErased, ["accountID": account])
    }

    func plan(of account: AccountID) throws -> Subscription? {
        try row(SubscriptionStatement.ofAccount, ["accountID": account]).map(Subscription.init(row:))
    }
}
