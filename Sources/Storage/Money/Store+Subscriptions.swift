import Domain
import GRDB

extension Store {
    /// Gives the plans of the price book their versions: terms that were not sold before are a new one.
    package func adopt(_ plans: [Plan], at: Timestamp) async throws -> [Plan] {
        try await commits.write { db in
            try plans.map { plan in
                var plan = plan
                let terms = try JSONColumn.text(plan.terms)
                let latest = try db.row(PlanStatement.latest, ["planID": plan.id])
                plan.version = try latest?.get("version") ?? 0
                if let known: String = try latest?.get("terms"), known == terms { return plan }
                plan.version += 1
                try db.run(
                    PlanStatement.insert,
                    ["planID": plan.id, "version": plan.version, "terms": terms, "createdAt": at])
                return plan
            }
        }
    }

    /// From memory where it was asked for before.
    package func subscription(of account: AccountID) async throws -> Subscription? {
        try await subscriptions.value(for: account) {
            .some(
                try await read { db in
                    try db.row(SubscriptionStatement.ofAccount, ["accountID": account]).map(Subscription.init(row:))
                })
        } ?? nil
    }

    package func subscription(_ id: String, at gateway: String) async throws -> Subscription? {
        try await read { db in try db.subscription(id, at: gateway) }
    }

    /// What was heard of a subscription becomes true: its state, the minutes and credits of its period, the order of its
    /// invoice. Heard twice, it changes nothing.
    /// - Parameters:
    ///   - title: of the order that a renewal is.
    ///   - newID: for that order.
    ///   - watch: what looks at it again when the period ends; put down with each new period.
    package func hear(
        _ report: SubscriptionReport, at gateway: String, title: String, newID: OrderID, tax: TaxRule?,
        watch: OutboxEntry, moment: Timestamp
    ) async throws {
        try await commits.write { [subscriptions, outboxArrivals] (isWatched: Bool) in
            subscriptions.drop(report.account)
            if isWatched { outboxArrivals.note(watch) }
        } _: { db in
            let before = try db.subscription(report.id, at: gateway)
            // Somebody who subscribed anew has another one, which an older one's last words do not end.
            if before == nil, report.status == .ended { return false }
            guard let row = try db.row(PlanStatement.terms, ["planID": report.planID, "version": report.planVersion])
            else { throw StoreError.unknownPlan(report.planID) }
            let isPaid = report.invoice?.isPaid ?? false
            let terms: PlanTerms = try JSONColumn.value(row.get("terms"))
            if let invoice = report.invoice, invoice.isPaid {
                try db.book(
                    invoice, of: report, at: gateway, title: title, newID: newID, tax: tax, terms: terms, moment: moment
                )
            }
            // A period counts once it is paid.
            let isNew = before?.startsAt != report.startsAt
            let starts = isPaid || before == nil ? report.startsAt : before?.startsAt ?? report.startsAt
            let ends = isPaid || before == nil ? report.endsAt : before?.endsAt ?? report.endsAt
            let subscription = Subscription(
                accountID: report.account, gateway: gateway, externalID: report.id, customer: report.customer,
                planID: report.planID, planVersion: report.planVersion, terms: terms,
                status: report.status, startsAt: starts, endsAt: ends, cancels: report.cancels)
            try subscription.put(db)
            if report.status == .ended {
                try db.endPeriod(of: report.account, startsAt: starts, at: moment)
            } else if isPaid {
                try db.give(subscription, after: before, at: moment)
            }
            if isNew || before == nil { try watch.insert(db) }
            return isNew || before == nil
        }
    }
}

extension Database {
    fileprivate func subscription(_ id: String, at gateway: String) throws -> Subscription? {
        try row(SubscriptionStatement.ofGateway, ["gateway": gateway, "externalID": id]).map(Subscription.init(row:))
    }

    /// Minutes and credits of a period that is paid; of a plan that costs more, the difference for what is left of it.
    fileprivate func give(_ now: Subscription, after before: Subscription?, at: Timestamp) throws {
        let isSamePeriod = before?.startsAt == now.startsAt
        var period = now
        if isSamePeriod, let before, before.terms.includedMs > now.terms.includedMs { period = before }
        try period.openPeriod(self)
        let prefix = "subscription \(now.externalID ?? now.accountID.rawValue) \(now.startsAt.milliseconds)"
        try allow(now.terms.credits, now, key: prefix, at: at)
        guard isSamePeriod, let before, before.planID != now.planID else { return }
        let more = Share.roundedDown(
            max(0, now.terms.credits - before.terms.credits),
            max(0, now.endsAt.milliseconds - at.milliseconds),
            of: now.endsAt.milliseconds - now.startsAt.milliseconds)
        try allow(more, now, key: "\(prefix) \(now.planID) \(now.planVersion)", at: at)
    }

    private func allow(_ credits: Int, _ subscription: Subscription, key: String, at: Timestamp) throws {
        var allowance = LedgerTransaction(
            .allowance, credits, from: .house(.revenue), to: .available(subscription.accountID), key: key,
            account: subscription.accountID, at: at)
        allowance?.expiresAt = subscription.endsAt + Subscription.grace
        if let allowance { try count(allowance) }
    }

    /// The order of an invoice: the one that began the subscription, or one of its own.
    fileprivate func book(
        _ invoice: SubscriptionReport.Invoice, of report: SubscriptionReport, at gateway: String, title: String,
        newID: OrderID, tax: TaxRule?, terms: PlanTerms, moment: Timestamp
    ) throws {
        var paid = PaymentReport(.paid(invoice.amount, at: invoice.paidAt))
        paid.payment = invoice.payment
        if let row = try row(OrderStatement.ofInvoice, ["gateway": gateway, "invoice": invoice.id]) {
            _ = try hear(paid, of: row.get("id"), at: moment)
            return
        }
        if let id = report.order, let first = try order(id), first.invoice == nil, invoice.isForPeriod,
            first.accountID == report.account, first.gateway == gateway
        {
            try run(OrderStatement.noteInvoice, ["id": id, "invoice": invoice.id])
            _ = try hear(paid, of: id, at: moment)
            return
        }
        guard invoice.amount.minor > 0 else { return }
        var order = Order(
            id: newID, accountID: report.account, item: .plan(report.planID, version: report.planVersion),
            title: title, gateway: gateway, price: invoice.amount, tax: tax,
            credits: invoice.isForPeriod ? terms.credits : 0, createdAt: moment, expiresAt: moment)
        order.renews = true
        try order.insert(self)
        try run(OrderStatement.noteInvoice, ["id": newID, "invoice": invoice.id])
        _ = try hear(paid, of: newID, at: moment)
    }

    /// A month of a plan that nobody renews; more of the same plan is added at the end.
    func beginPeriod(of order: Order, plan: String, version: Int, at: Timestamp) throws {
        guard let row = try row(PlanStatement.terms, ["planID": plan, "version": version]) else {
            throw StoreError.unknownPlan(plan)
        }
        let before = try self.row(SubscriptionStatement.ofAccount, ["accountID": order.accountID])
            .map(Subscription.init(row:))
        var starts = at
        if let before, before.status == .active, before.planID == plan, before.externalID == nil, before.endsAt > at {
            starts = before.endsAt
        }
        let next = Subscription(
            accountID: order.accountID, gateway: order.gateway, externalID: nil, customer: nil, planID: plan,
            planVersion: version, terms: try JSONColumn.value(row.get("terms")), status: .active,
            startsAt: starts > at ? before?.startsAt ?? at : at, endsAt: starts.aMonthLater, cancels: true)
        try next.put(self)
        try open(
            Charge.Allowance(startsAt: starts, endsAt: next.endsAt, includedMs: next.terms.includedMs),
            of: order.accountID)
        try allow(next.terms.credits, next, key: "order \(order.id)", at: at)
    }

    /// The end of a plan that nobody renews and whose price was given back.
    func endPlan(of order: Order, at: Timestamp) throws {
        guard case .plan(let plan, _) = order.item, !order.renews,
            let row = try row(SubscriptionStatement.ofAccount, ["accountID": order.accountID])
        else { return }
        let now = try Subscription(row: row)
        guard now.externalID == nil, now.planID == plan, now.status != .ended else { return }
        try Subscription(
            accountID: now.accountID, gateway: now.gateway, externalID: nil, customer: nil, planID: plan,
            planVersion: now.planVersion, terms: now.terms, status: .ended, startsAt: now.startsAt, endsAt: now.endsAt,
            cancels: true
        ).put(self)
        try endPeriod(of: now.accountID, startsAt: now.startsAt, at: at)
    }

    fileprivate func endPeriod(of account: AccountID, startsAt: Timestamp, at: Timestamp) throws {
        try run(UsageStatement.end, ["accountID": account, "startsAt": startsAt, "at": at])
    }
}
