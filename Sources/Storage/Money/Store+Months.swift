import Domain
import GRDB

/// Months of plans that nobody renews.
extension Store {
    /// The account has the plan whose turn it is.
    /// - Returns: when the next one's comes; nil for never.
    package func turnMonths(of account: AccountID, at: Timestamp) async throws -> Timestamp? {
        try await commits.write { [subscriptions] _ in
            subscriptions.drop(account)
        } _: { db in
            guard let before = try db.plan(of: account), before.externalID == nil, before.status != .ended else {
                return nil
            }
            let queue = try db.months(of: account, at: at)
            try queue.subscription(of: account, after: before)?.put(db)
            return queue.turnsAt
        }
    }

    /// Whether the account has paid for time of a plan that nobody renews.
    package func hasMonths(_ account: AccountID, at: Timestamp) async throws -> Bool {
        try await read { db in try !db.months(of: account, at: at).months.isEmpty }
    }
}

extension Database {
    /// A month of a plan: now, or when its turn comes.
    func beginMonth(of order: Order, plan: String, version: Int, at: Timestamp) throws {
        guard let row = try row(PlanStatement.terms, ["planID": plan, "version": version]) else {
            throw StoreError.unknownPlan(plan)
        }
        let terms: PlanTerms = try JSONColumn.value(row.get("terms"))
        var queue = try months(of: order.accountID, at: at)
        let before = queue
        let month = queue.add(order.id, gateway: order.gateway, plan: plan, version: version, terms: terms)
        try put(queue, after: before, of: order.accountID, at: at)
        var allowance = LedgerTransaction(
            .allowance, terms.credits, from: .house(.revenue), to: .available(order.accountID), key: order.gift,
            account: order.accountID, at: at)
        allowance?.expiresAt = month.endsAt + Subscription.grace
        if let allowance { try count(allowance) }
    }

    /// The month goes whose price has gone back, unless it is over.
    func removeMonth(of order: Order, at: Timestamp) throws {
        var queue = try months(of: order.accountID, at: at)
        let before = queue
        if queue.remove(order.id) { try put(queue, after: before, of: order.accountID, at: at) }
    }

    func months(of account: AccountID, at: Timestamp) throws -> MonthQueue {
        let rows = try rows(PlanMonthStatement.toCome, ["accountID": account, "at": at])
        return MonthQueue(try rows.map(BoughtMonth.init(row:)), at: at)
    }

    private func put(_ queue: MonthQueue, after before: MonthQueue, of account: AccountID, at: Timestamp) throws {
        let known = Dictionary(uniqueKeysWithValues: queue.months.map { ($0.order, $0) })
        for old in before.months {
            let new = known[old.order]
            if new == nil { try run(PlanMonthStatement.remove, ["orderID": old.order]) }
            if old.startsAt > at, new?.startsAt != old.startsAt {
                try run(UsageStatement.remove, ["accountID": account, "startsAt": old.startsAt])
            } else if new == nil {
                try run(UsageStatement.end, ["accountID": account, "startsAt": old.startsAt, "at": at])
            }
        }
        for month in queue.months where !before.months.contains(month) { try put(month, of: account) }
        let now = try plan(of: account)
        if let now, now.externalID != nil, now.isGood(at: at) { return }
        if let next = queue.subscription(of: account, after: now) {
            try next.put(self)
        } else {
            try now?.ended.put(self)
        }
        if let turnsAt = queue.turnsAt { try OutboxEntry.turning(account, at: at, due: turnsAt)?.insert(self) }
    }

    /// A month, its minutes, and the end of its credits.
    private func put(_ month: BoughtMonth, of account: AccountID) throws {
        try run(
            PlanMonthStatement.put,
            [
                "orderID": month.order, "accountID": account, "planID": month.planID,
                "planVersion": month.planVersion, "startsAt": month.startsAt, "endsAt": month.endsAt,
            ])
        try open(
            Charge.Allowance(startsAt: month.startsAt, endsAt: month.endsAt, includedMs: month.terms.includedMs),
            of: account)
        try run(
            CreditLotStatement.putOff,
            ["key": "order \(month.order)", "expiresAt": month.endsAt + Subscription.grace])
    }
}

extension Subscription {
    /// The same after its end.
    fileprivate var ended: Subscription {
        Subscription(
            accountID: accountID, gateway: gateway, externalID: externalID, customer: customer, planID: planID,
            planVersion: planVersion, terms: terms, status: .ended, startsAt: startsAt, endsAt: endsAt, cancels: true)
    }
}

extension BoughtMonth {
    fileprivate init(row: Row) throws {
        self.init(
            order: try row.get("orderID"), gateway: try row.get("gateway"), planID: try row.get("planID"),
            planVersion: try row.get("planVersion"), terms: try JSONColumn.value(row.get("terms")),
            startsAt: try row.get("startsAt"), endsAt: try row.get("endsAt"))
    }
}

enum PlanMonthStatement: String, StoreStatement {
    case toCome = """
        SELECT orderID, planMonth.planID, planMonth.planVersion, startsAt, endsAt, gateway, terms FROM planMonth
        JOIN paymentOrder ON paymentOrder.id = orderID
        JOIN planVersion ON planVersion.planID = planMonth.planID AND version = planMonth.planVersion
        WHERE planMonth.accountID = :accountID AND endsAt > :at ORDER BY endsAt
        """
    case put = """
        INSERT INTO planMonth (orderID, accountID, planID, planVersion, startsAt, endsAt)
        VALUES (:orderID, :accountID, :planID, :planVersion, :startsAt, :endsAt)
        ON CONFLICT (orderID) DO UPDATE SET startsAt = :startsAt, endsAt = :endsAt
        """
    case remove = "DELETE FROM planMonth WHERE orderID = :orderID"
}
