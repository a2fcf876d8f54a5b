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

    /// What was heard of a subscription becomes true: its state, the minutes and credits of its period, the orders of its
    /// invoices. Heard twice, it changes nothing.
    /// - Parameters:
    ///   - title: of an order of the plan, as a renewal is one.
    ///   - watch: what looks at it again when the period ends; put down with each period that is paid.
    /// - Returns: false for one that is ended, and whose money goes back, because the account has another plan or is erased.
    @discardableResult
    package func hear(
        _ report: SubscriptionReport, at gateway: String, title: @escaping @Sendable (_ plan: String) -> String,
        tax: TaxRule?, watch: OutboxEntry, moment: Timestamp
    ) async throws -> Bool {
        try await commits.write { [subscriptions, outboxArrivals] _ in
            subscriptions.drop(report.account)
            for kind in [.renewalLetter] + OutboxEntry.Kind.ofPaidOrders { outboxArrivals.note(kind) }
        } _: { db in
            // Somebody who subscribed anew has another one, which an older one's last words do not end.
            let before = try db.subscription(report.id, at: gateway)
            if before == nil, report.status == .ended { return true }
            guard let terms = try db.terms(of: report.plan) else { throw StoreError.unknownPlan(report.planID) }
            let unwanted = try db.whyUnwanted(report, at: moment)
            let (period, change) = (report.period?.id, report.change)
            let more = report.creditsOfChange(from: before, to: terms, at: change?.paidAt ?? moment)
            var isPaidFor = false
            for invoice in report.counted {
                let (plan, own) = try db.sold(invoice.plan) ?? (report.plan, terms)
                let credits = invoice.isForPeriod ? own.credits : invoice.id == change?.id ? more : 0
                let paid = try db.book(
                    invoice, of: report, for: plan, at: gateway, title: title(plan.id), tax: tax, credits: credits,
                    moment: moment)
                guard var paid else { continue }
                if invoice.id == change?.id { isPaidFor = true }
                // The credits of a period that is over have lapsed with it.
                let isOver = invoice.isForPeriod && (invoice.id != period || report.status == .ended)
                if isOver { try db.giveNothing(for: &paid) }
                if let unwanted { try db.giveBack(paid, because: unwanted, at: moment) }
            }
            guard unwanted == nil else {
                try OutboxEntry.ending(report.id, at: gateway, moment)?.insert(db)
                return false
            }
            // What does not fit its order was not paid for the plan.
            let isFit = try period.map { try db.isPaid(invoice: $0, at: gateway) } ?? true
            guard isFit || before != nil else { return true }
            try db.become(
                Standing(
                    report: report, terms: terms, isPaid: period != nil && isFit, isChangePaid: isPaidFor, more: more,
                    invoice: period, change: change?.id),
                at: gateway, after: before, watch: watch, moment: moment)
            return true
        }
    }
}

/// A subscription as it was told, and what of it is paid.
private struct Standing {
    let report: SubscriptionReport
    let terms: PlanTerms
    let isPaid: Bool
    /// Whether the change to its plan, in the middle of a period, was paid just now.
    let isChangePaid: Bool
    /// Credits that the change gives.
    let more: Int
    /// That pays for the period, and for the change.
    let invoice: String?
    let change: String?
}

extension SubscriptionReport {
    /// Credits that a plan gives more than the one before, for what is left of the period.
    fileprivate func creditsOfChange(from before: Subscription?, to terms: PlanTerms, at: Timestamp) -> Int {
        guard let before, before.startsAt == startsAt, before.planID != planID, status != .ended else { return 0 }
        let length = endsAt.milliseconds - startsAt.milliseconds
        return Share.roundedDown(
            max(0, terms.credits - before.terms.credits), min(length, max(0, endsAt.milliseconds - at.milliseconds)),
            of: length)
    }

    fileprivate var plan: SoldPlan { SoldPlan(id: planID, version: planVersion) }
}

extension Database {
    fileprivate func subscription(_ id: String, at gateway: String) throws -> Subscription? {
        try row(SubscriptionStatement.ofGateway, ["gateway": gateway, "externalID": id]).map(Subscription.init(row:))
    }

    /// As they were sold; nil for a plan that never was.
    fileprivate func terms(of plan: SoldPlan) throws -> PlanTerms? {
        try row(PlanStatement.terms, ["planID": plan.id, "version": plan.version])
            .map { try JSONColumn.value($0.get("terms")) }
    }

    /// Nil for what was never sold here.
    fileprivate func sold(_ plan: SoldPlan?) throws -> (SoldPlan, PlanTerms)? {
        try plan.flatMap { plan in try terms(of: plan).map { (plan, $0) } }
    }

    /// Whether the order of an invoice is paid; an invoice of nothing has none.
    fileprivate func isPaid(invoice: String, at gateway: String) throws -> Bool {
        guard let row = try row(OrderStatement.ofInvoice, ["gateway": gateway, "invoice": invoice]) else { return true }
        return try Order(row: row).status == .paid
    }

    /// The account has the subscription as it was told.
    fileprivate func become(
        _ standing: Standing, at gateway: String, after before: Subscription?, watch: OutboxEntry, moment: Timestamp
    ) throws {
        let report = standing.report
        // A period counts once it is paid, and another plan in the middle of one once that is.
        let isKnown = !standing.isPaid && before != nil
        let startsAt = isKnown ? before?.startsAt ?? report.startsAt : report.startsAt
        let isLater = before?.startsAt == startsAt && before?.planID != report.planID && !standing.isChangePaid
        let plan = isLater ? before : nil
        let now = Subscription(
            accountID: report.account, gateway: gateway, externalID: report.id, customer: report.customer,
            planID: plan?.planID ?? report.planID, planVersion: plan?.planVersion ?? report.planVersion,
            terms: plan?.terms ?? standing.terms, status: report.status, startsAt: startsAt,
            endsAt: isKnown ? before?.endsAt ?? report.endsAt : report.endsAt, cancels: report.cancels,
            nextPlanID: isLater ? report.planID : nil)
        try now.put(self)
        if report.status == .pastDue, before?.status != .pastDue {
            try OutboxEntry.failedRenewal(of: now, at: moment)?.insert(self)
        }
        if report.status == .ended {
            try endPeriod(of: report.account, startsAt: now.startsAt, at: moment)
        } else if standing.isPaid {
            try give(now, after: before, standing, at: moment)
        }
        if before?.startsAt != now.startsAt { try watch.insert(self) }
    }

    /// Minutes and credits of a period that is paid.
    fileprivate func give(_ now: Subscription, after before: Subscription?, _ standing: Standing, at: Timestamp) throws
    {
        let isSamePeriod = before?.startsAt == now.startsAt
        var period = now
        if isSamePeriod, let before, before.terms.includedMs > now.terms.includedMs { period = before }
        try period.openPeriod(self)
        // What was left for a late renewal is over with it.
        if !isSamePeriod, let before { try endPeriod(of: now.accountID, startsAt: before.startsAt, at: now.startsAt) }
        let prefix = "subscription \(now.externalID ?? now.accountID.rawValue) \(now.startsAt.milliseconds)"
        // Once a period, by its key: what another plan gives more is counted by itself.
        try allow(now.terms.credits, now, key: prefix, for: standing.invoice, at: at)
        guard standing.isChangePaid, standing.more > 0 else { return }
        let change = "\(prefix) \(now.planID) \(now.planVersion)"
        try allow(standing.more, now, key: change, for: standing.change, at: at)
    }

    /// - Parameter invoice: that paid for them.
    private func allow(
        _ credits: Int, _ subscription: Subscription, key: String, for invoice: String?, at: Timestamp
    ) throws {
        if let invoice {
            let arguments: StatementArguments = ["key": key, "gateway": subscription.gateway, "invoice": invoice]
            try run(OrderStatement.noteGift, arguments)
        }

        var allowance = LedgerTransaction(
            .allowance, credits, from: .house(.revenue), to: .available(subscription.accountID), key: key,
            account: subscription.accountID, at: at)
        allowance?.expiresAt = subscription.endsAt + Subscription.grace
        if let allowance { try count(allowance) }
    }

    /// The order of an invoice: the one that began the subscription, or one of its own.
    /// - Returns: the order, if it is paid by this.
    fileprivate func book(
        _ invoice: SubscriptionReport.Invoice, of report: SubscriptionReport, for plan: SoldPlan, at gateway: String,
        title: String, tax: TaxRule?, credits: Int, moment: Timestamp
    ) throws -> Order? {
        var paid = PaymentReport(.paid(invoice.amount, at: invoice.paidAt))
        paid.payment = invoice.payment
        func hear(of id: OrderID) throws -> Order? {
            let change = try change(id, hearing: paid, at: moment)
            return change.flatMap { $0.isNewlyPaid ? $0.order : nil }
        }
        if let row = try row(OrderStatement.ofInvoice, ["gateway": gateway, "invoice": invoice.id]) {
            return try hear(of: row.get("id"))
        }
        if let id = report.order, let first = try order(id), first.invoice == nil, invoice.isForPeriod,
            first.accountID == report.account, first.gateway == gateway
        {
            try run(OrderStatement.noteInvoice, ["id": id, "invoice": invoice.id])
            return try hear(of: id)
        }
        guard invoice.amount.minor > 0 else { return nil }
        var order = Order(
            id: IDSource(now: { moment }).next(), accountID: report.account,
            item: .plan(plan.id, version: plan.version), title: title, gateway: gateway, price: invoice.amount,
            tax: tax, credits: credits, createdAt: moment, expiresAt: moment)
        order.renews = true
        try order.insert(self)
        try run(OrderStatement.noteInvoice, ["id": order.id, "invoice": invoice.id])
        return try hear(of: order.id)
    }

    /// The end of a plan whose price has gone back: at once, or by its gateway where that renews it, which must charge
    /// nothing more.
    func endPlan(of order: Order, at: Timestamp) throws {
        guard case .plan = order.item else { return }
        guard order.renews else { return try removeMonth(of: order, at: at) }
        guard let now = try self.plan(of: order.accountID), now.gateway == order.gateway, now.status != .ended,
            let id = now.externalID, try paidForPeriod(of: now) == 0
        else { return }
        try OutboxEntry.ending(id, at: now.gateway, at)?.insert(self)
    }

    /// What is kept of the money for the period that has begun, also where a change of plans was paid in it: an old period's
    /// refund ends nothing.
    private func paidForPeriod(of now: Subscription) throws -> Int {
        let arguments: StatementArguments = [
            "accountID": now.accountID, "gateway": now.gateway, "from": now.startsAt,
        ]
        return try row(OrderStatement.keptOfPlan, arguments)?.get("kept") ?? 0
    }

    fileprivate func endPeriod(of account: AccountID, startsAt: Timestamp, at: Timestamp) throws {
        try run(UsageStatement.end, ["accountID": account, "startsAt": startsAt, "at": at])
    }
}
