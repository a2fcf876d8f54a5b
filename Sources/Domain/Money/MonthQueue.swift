/// A month of a plan that nobody renews, as it was bought.
package struct BoughtMonth: Equatable, Sendable {
    package let order: OrderID
    package let gateway: String
    package let planID: String
    package let planVersion: Int
    /// As they were sold.
    package let terms: PlanTerms
    package fileprivate(set) var startsAt: Timestamp
    package fileprivate(set) var endsAt: Timestamp

    package init(
        order: OrderID, gateway: String, planID: String, planVersion: Int, terms: PlanTerms, startsAt: Timestamp,
        endsAt: Timestamp
    ) {
        self.order = order
        self.gateway = gateway
        self.planID = planID
        self.planVersion = planVersion
        self.terms = terms
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    /// A month that has begun stays where it began.
    fileprivate mutating func move(by length: Duration, at: Timestamp) {
        if startsAt > at { startsAt = startsAt + length }
        endsAt = endsAt + length
    }
}

/// The months that an account has bought of plans that nobody renews. Each has its time, so that nothing of what is paid is
/// lost: one of a plan that gives more begins at once and puts the others off, any other one waits for its turn.
package struct MonthQueue: Equatable, Sendable {
    /// That are not over, in the order in which they end: the first is the one of now.
    package private(set) var months: [BoughtMonth]
    private let at: Timestamp

    /// - Parameter at: now.
    package init(_ months: [BoughtMonth], at: Timestamp) {
        self.at = at
        self.months = months.filter { $0.endsAt > at }.sorted { $0.endsAt < $1.endsAt }
    }

    /// - Returns: the month with its time.
    @discardableResult
    package mutating func add(
        _ order: OrderID, gateway: String, plan: String, version: Int, terms: PlanTerms
    ) -> BoughtMonth {
        let place = months.firstIndex { $0.planID != plan && terms.givesMore(than: $0.terms) } ?? months.count
        let startsAt = place == 0 ? at : months[place - 1].endsAt
        let month = BoughtMonth(
            order: order, gateway: gateway, planID: plan, planVersion: version, terms: terms, startsAt: startsAt,
            endsAt: startsAt.aMonthLater)
        for later in place..<months.count { months[later].move(by: month.endsAt - month.startsAt, at: at) }
        months.insert(month, at: place)
        return month
    }

    /// What the order bought goes, and what follows it begins earlier by that.
    /// - Returns: whether it was there: a month that is over stays.
    package mutating func remove(_ order: OrderID) -> Bool {
        guard let place = months.firstIndex(where: { $0.order == order }) else { return false }
        let begins = place == 0 ? max(at, months[0].startsAt) : months[place - 1].endsAt
        let rest = begins - months[place].endsAt
        for later in months.indices.dropFirst(place + 1) { months[later].move(by: rest, at: at) }
        months.remove(at: place)
        return true
    }

    /// The plan that the account has by this; nil without months.
    /// - Parameter before: that it had until now.
    package func subscription(of account: AccountID, after before: Subscription?) -> Subscription? {
        guard let now = months.first else { return nil }
        let run = months.prefix { $0.planID == now.planID }
        let isSame = before?.planID == now.planID && before?.externalID == nil && before?.isGood(at: at) == true
        return Subscription(
            accountID: account, gateway: now.gateway, externalID: nil, customer: nil, planID: now.planID,
            planVersion: now.planVersion, terms: now.terms, status: .active,
            startsAt: isSame ? min(before?.startsAt ?? now.startsAt, now.startsAt) : now.startsAt,
            endsAt: run.last?.endsAt ?? now.endsAt, cancels: true,
            nextPlanID: months.dropFirst(run.count).first?.planID)
    }

    /// When the account gets another plan, or another version of its own; nil for never.
    package var turnsAt: Timestamp? {
        zip(months, months.dropFirst()).first { now, next in
            now.planID != next.planID || now.planVersion != next.planVersion
        }?.0.endsAt
    }
}
