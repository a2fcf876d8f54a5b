/// The one plan that an account has bought.
package struct Subscription: Equatable, Sendable {
    package enum Status: String, CaseIterable, Sendable {
        case active
        /// A renewal could not be paid; the gateway tries again.
        case pastDue = "past_due"
        case ended
    }

    package let accountID: AccountID
    package let gateway: String
    /// What the gateway calls it; nil for one that does not renew itself.
    package let externalID: String?
    package let customer: String?
    package let planID: String
    package let planVersion: Int
    /// As they were sold.
    package let terms: PlanTerms
    package let status: Status
    /// Of the period that was paid last.
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    /// Whether it ends with the period.
    package let cancels: Bool
    /// The plan that it becomes when the period ends; nil where it stays the same.
    package let nextPlanID: String?
    /// In which it was paid last; nil where that is not known.
    package let currency: Currency?

    package init(
        accountID: AccountID, gateway: String, externalID: String?, customer: String?, planID: String,
        planVersion: Int, terms: PlanTerms, status: Status, startsAt: Timestamp, endsAt: Timestamp, cancels: Bool,
        nextPlanID: String? = nil, currency: Currency? = nil
    ) {
        self.accountID = accountID
        self.gateway = gateway
        self.externalID = externalID
        self.customer = customer
        self.planID = planID
        self.planVersion = planVersion
        self.terms = terms
        self.status = status
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.cancels = cancels
        self.nextPlanID = nextPlanID
        self.currency = currency
    }

    /// How long a period is good beyond its end: renewals are paid an hour late, and cards are tried again for days.
    package static let grace: Duration = .seconds(3 * 86_400)

    package func isGood(at moment: Timestamp) -> Bool { status != .ended && moment < endsAt + Self.grace }
}
