/// How a subscription stands at its gateway.
package struct SubscriptionReport: Equatable, Sendable {
    package struct Invoice: Equatable, Sendable {
        package let id: String
        package let amount: Money
        package let payment: String?
        package let paidAt: Timestamp?
        /// When the period begins that it pays for; nil where it is for a change in between.
        package let startsAt: Timestamp?
        /// That it is for; nil where that is not told.
        package let plan: SoldPlan?

        package init(
            id: String, amount: Money, payment: String?, paidAt: Timestamp?, startsAt: Timestamp?,
            plan: SoldPlan? = nil
        ) {
            self.id = id
            self.amount = amount
            self.payment = payment
            self.paidAt = paidAt
            self.startsAt = startsAt
            self.plan = plan
        }

        package var isForPeriod: Bool { startsAt != nil }
    }

    package let id: String
    package let customer: String
    package let account: AccountID
    /// That began it.
    package let order: OrderID?
    package let planID: String
    package let planVersion: Int
    package let status: Subscription.Status
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    package let cancels: Bool
    /// The paid ones, the oldest first; the oldest of a long life may be missing.
    package let invoices: [Invoice]

    package init(
        id: String, customer: String, account: AccountID, order: OrderID?, planID: String, planVersion: Int,
        status: Subscription.Status, startsAt: Timestamp, endsAt: Timestamp, cancels: Bool, invoices: [Invoice]
    ) {
        self.id = id
        self.customer = customer
        self.account = account
        self.order = order
        self.planID = planID
        self.planVersion = planVersion
        self.status = status
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.cancels = cancels
        self.invoices = invoices
    }
}

/// A plan with the version of its terms.
package struct SoldPlan: Equatable, Sendable {
    package let id: String
    package let version: Int

    package init(id: String, version: Int) {
        self.id = id
        self.version = version
    }
}

extension SubscriptionReport {
    /// What pays for the period; nil while that is not paid, whatever else is.
    package var period: Invoice? {
        // Where a gateway does not tell of periods, an invoice is made when its period begins, or a little before.
        invoices.last { invoice in invoice.startsAt.map { $0 + .seconds(3600) >= startsAt } ?? false }
    }

    /// What was paid last for a change in between.
    package var change: Invoice? { counted.last { !$0.isForPeriod } }

    /// The invoices that count by now. A change counts with its period: one that was paid before the period was gives nothing
    /// yet.
    package var counted: [Invoice] {
        guard period == nil, status != .ended else { return invoices }
        return invoices.filter { $0.isForPeriod || $0.paidAt.map { $0 < startsAt } ?? false }
    }

    /// As it is to be heard by somebody who knows of an earlier period: how it stood when this one had begun, and how it
    /// stands since it was moved to another plan. So each invoice gives what it was for.
    package func steps(after known: Subscription?) -> [SubscriptionReport] {
        guard let period, let plan = period.plan, plan.id != planID, status != .ended,
            known.map({ $0.startsAt < startsAt }) ?? true, let place = invoices.firstIndex(of: period)
        else { return [self] }
        let before = SubscriptionReport(
            id: id, customer: customer, account: account, order: order, planID: plan.id, planVersion: plan.version,
            status: status, startsAt: startsAt, endsAt: endsAt, cancels: cancels,
            invoices: Array(invoices[...place]))
        return [before, self]
    }
}
