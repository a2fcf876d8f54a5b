import Domain
import Foundation
import GRDB

extension Store {
    /// Puts the order down with what looks after it until it is decided. A plan that the account had ordered before and
    /// not paid can be paid no more.
    /// - Throws: ``StoreError/tooManyOrders`` for an account with too many that are open.
    package func add(_ order: Order, watchedBy work: OutboxEntry?, openSince: OrderID, limit: Int) async throws {
        try await commits.write(needsRoom: true) { [outboxArrivals] in
            if let work { outboxArrivals.note(work) }
            if case .plan = order.item { outboxArrivals.note(.payment) }
        } _: { db in
            let open: Int =
                try db.row(OrderStatement.pendingCount, ["accountID": order.accountID, "after": openSince])?
                .get("count") ?? 0
            guard open < limit else { throw StoreError.tooManyOrders }
            try order.insert(db)
            try work?.insert(db)
            try db.closePlans(besides: order)
        }
    }

    package func order(_ id: OrderID) async throws -> Order? {
        try await read { db in try db.order(id) }
    }

    package func order(ofPayment payment: String, at gateway: String) async throws -> Order? {
        try await read { db in
            try db.row(OrderStatement.ofPayment, ["gateway": gateway, "payment": payment]).map(Order.init(row:))
        }
    }

    /// Newest first.
    /// - Parameter account: nil for everybody's.
    package func orders(of account: AccountID?, page: PageRequest) async throws -> Page<Order> {
        try await read { db in
            let rows =
                if let account {
                    try db.rows(OrderStatement.ofAccount, page.arguments(["accountID": account]))
                } else {
                    try db.rows(OrderStatement.list, page.arguments([:]))
                }
            return page.cut(try rows.map(Order.init(row:)), cursor: \.id.rawValue)
        }
    }

    /// Keeps how the order is paid, unless it was paid meanwhile.
    /// - Returns: the order as it is then.
    package func note(_ offer: PaymentOffer, of id: OrderID) async throws -> Order? {
        let text = try JSONColumn.text(offer)
        return try await commits.write { db in
            try db.run(OrderStatement.noteOffer, ["id": id, "session": offer.session, "offer": text])
            return try db.order(id)
        }
    }

    /// What was heard of an order becomes true: its state, its credits, the minutes of its plan. Heard twice, it changes
    /// nothing.
    /// - Returns: the order as it is then; nil when there is none.
    @discardableResult
    package func hear(_ report: PaymentReport, of id: OrderID, at: Timestamp) async throws -> Order? {
        try await commits.write(committed: tellOfOrder) { db in try db.hear(report, of: id, at: at) }
    }

    /// The same by an administrator, who saw the money come.
    package func hear(
        _ report: PaymentReport, of id: OrderID, at: Timestamp, noting entry: AuditEntry
    ) async throws -> Order? {
        try await commits.write(committed: tellOfOrder) { db in
            guard let order = try db.hear(report, of: id, at: at) else { return nil }
            try db.note(entry)
            return order
        }
    }

    /// What follows in memory when something was heard of an order.
    private var tellOfOrder: @Sendable (Order?) -> Void {
        { [subscriptions, outboxArrivals] order in
            guard let order else { return }
            subscriptions.drop(order.accountID)
            for kind in OutboxEntry.Kind.ofPaidOrders where order.status == .paid { outboxArrivals.note(kind) }
        }
    }

    /// Puts a refund down, with what carries it out.
    /// - Returns: nil when less than that is left of the payment.
    package func add(
        _ refund: RefundRequest, watchedBy work: OutboxEntry?, noting entry: AuditEntry, at: Timestamp
    ) async throws -> Order? {
        try await commits.write { [outboxArrivals, tellOfOrder] (order: Order?) in
            tellOfOrder(order)
            if order != nil, let work { outboxArrivals.note(work) }
        } _: { db in
            guard let order = try db.order(refund.payment.order), order.status == .paid, order.dispute != .lost else {
                return nil
            }
            let left = try db.refundable(of: order)
            guard refund.amount.minor > 0, refund.amount.minor <= left else { return nil }
            try db.run(
                RefundStatement.insert,
                [
                    "id": refund.id, "orderID": order.id, "amount": refund.amount.minor, "reason": refund.reason,
                    "createdAt": at,
                ])
            try work?.insert(db)
            try db.note(entry)
            guard work == nil else { return order }
            // Nobody carries it out but the administrator, who has.
            try db.run(RefundStatement.finish, ["id": refund.id, "status": RefundState.done])
            var report = PaymentReport(.pending)
            report.refunded = order.refunded + refund.amount.minor
            return try db.hear(report, of: order.id, at: at)
        }
    }

    /// What may still be asked back of the payment, in the smallest unit.
    package func refundable(of id: OrderID) async throws -> Int {
        try await read { db in try db.order(id).map { try db.refundable(of: $0) } ?? 0 }
    }

    package func refund(_ id: RefundID) async throws -> (order: Order, amount: Int, reason: String, state: RefundState)?
    {
        try await read { db in
            guard let row = try db.row(RefundStatement.byID, ["id": id]), let order = try db.order(row.get("orderID"))
            else { return nil }
            return (order, try row.get("amount"), try row.get("reason"), try row.get("status"))
        }
    }

    /// The end of a refund; one that was done takes credits back. What a gateway tells of by itself counts once with it.
    package func finish(_ id: RefundID, as state: RefundState, at: Timestamp) async throws {
        try await commits.write(committed: tellOfOrder) { db in
            guard try db.run(RefundStatement.finish, ["id": id, "status": state]) > 0,
                let row = try db.row(RefundStatement.byID, ["id": id])
            else { return nil }
            if state == .failed { try db.noteFailedRefund(of: row.get("orderID"), minor: row.get("amount")) }
            guard state == .done else { return nil }
            return try db.hearOfRefunds(of: row.get("orderID"), at: at)
        }
    }

    /// A refund that the gateway has carried out: one of ours, or one that somebody made at the gateway itself. It counts
    /// once.
    package func note(_ refund: RefundReport, numbered number: String, at: Timestamp) async throws {
        try await commits.write(committed: tellOfOrder) { db in
            let arguments: StatementArguments = ["orderID": refund.order, "number": number]
            if let known = try db.row(RefundStatement.byNumber, arguments) {
                let id: String = try known.get("id")
                guard try db.run(RefundStatement.finish, ["id": id, "status": RefundState.done]) > 0 else { return nil }
            } else {
                try db.run(
                    RefundStatement.insertDone,
                    [
                        "id": number, "orderID": refund.order, "amount": refund.amount.minor,
                        "reason": "made at the gateway", "createdAt": at,
                    ])
            }
            return try db.hearOfRefunds(of: refund.order, at: at)
        }
    }

    /// Keeps a call-back as it came, with what works it off.
    /// - Returns: false when it had come before.
    package func keep(
        _ notice: PaymentNotice, from gateway: String, body: Data, workedOffBy work: [OutboxEntry], at: Timestamp
    ) async throws -> Bool {
        try await commits.write { [outboxArrivals] (isNew: Bool) in
            if isNew { for entry in work { outboxArrivals.note(entry) } }
        } _: { db in
            let arguments: StatementArguments = [
                "gateway": gateway, "eventID": notice.id, "kind": String(notice.kind.prefix(100)), "body": body,
                "receivedAt": at,
            ]
            guard try db.run(PaymentEventStatement.insert, arguments) > 0 else { return false }
            for entry in work { try entry.insert(db) }
            return true
        }
    }

    package func removePaymentEvents(before: Timestamp) async throws {
        try await commits.write { db in try db.run(PaymentEventStatement.removeOld, ["before": before]) }
    }

    /// What came in, by currency.
    package func revenue(from: Timestamp, until: Timestamp) async throws -> [Revenue] {
        try await read { db in
            try Currency.allCases.compactMap { currency in
                let arguments: StatementArguments = ["currency": currency, "from": from, "until": until]
                guard let row = try db.row(OrderStatement.paidBetween, arguments) else { return nil }
                let orders: Int = try row.get("orders")
                guard orders > 0 else { return nil }
                return Revenue(
                    orders: orders, paid: Money(try row.get("paid"), currency),
                    refunded: Money(try row.get("refunded"), currency), lost: Money(try row.get("lost"), currency))
            }
        }
    }

    /// Orders of the gateway that were paid in between.
    package func orders(of gateway: String, paidFrom from: Timestamp, until: Timestamp) async throws -> [Order] {
        try await read { db in
            try db.rows(OrderStatement.inStatement, ["gateway": gateway, "from": from, "until": until])
                .map(Order.init(row:))
        }
    }

    /// Refunds of the gateway that were asked for in between and are done.
    package func refunds(
        at gateway: String, from: Timestamp, until: Timestamp
    ) async throws -> [(order: OrderID, sum: Money)] {
        try await read { db in
            let arguments: StatementArguments = ["gateway": gateway, "from": from, "until": until]
            return try db.rows(RefundStatement.inStatement, arguments).map { row in
                (try row.get("orderID"), Money(try row.get("amount"), try row.get("currency")))
            }
        }
    }
}

extension Database {
    /// Beside what has gone back and what is on its way.
    fileprivate func refundable(of order: Order) throws -> Int {
        // One that is on its way may be counted as refunded already.
        let asked: Int = try row(RefundStatement.asked, ["orderID": order.id])?.get("amount") ?? 0
        return max(0, order.refundable - max(0, asked - order.refunded))
    }

    /// All that was given back takes credits with it.
    fileprivate func hearOfRefunds(of order: OrderID, at: Timestamp) throws -> Order? {
        var report = PaymentReport(.pending)
        report.refunded = try row(RefundStatement.done, ["orderID": order])?.get("amount") ?? 0
        return try hear(report, of: order, at: at)
    }

    /// Whoever asked for it sees that it came to nothing.
    fileprivate func noteFailedRefund(of id: OrderID, minor: Int) throws {
        guard let order = try order(id) else { return }
        let problem = Order.problem(ofFailedRefund: Money(minor, order.price.currency))
        try run(OrderStatement.noteProblem, ["id": id, "problem": problem])
    }

    func order(_ id: OrderID) throws -> Order? {
        try row(OrderStatement.byID, ["id": id]).map(Order.init(row:))
    }

    /// - Returns: the order as it is then; nil when there is none.
    func hear(_ report: PaymentReport, of id: OrderID, at: Timestamp) throws -> Order? {
        try change(id, hearing: report, at: at)?.order
    }

    /// What was heard of an order becomes true. What a payment gives is there before any of it is taken back.
    func change(_ id: OrderID, hearing report: PaymentReport, at: Timestamp) throws -> OrderChange? {
        for refund in report.failedRefunds { try run(RefundStatement.fail, ["id": refund, "orderID": id]) }
        guard let before = report.before, try order(id)?.status != .paid else {
            return try step(id, hearing: report, at: at)
        }
        let first = try step(id, hearing: before, at: at)
        var change = try step(id, hearing: report, at: at)
        change?.isNewlyPaid = first?.isNewlyPaid ?? false
        return change
    }

    private func step(_ id: OrderID, hearing report: PaymentReport, at: Timestamp) throws -> OrderChange? {
        guard let order = try order(id) else { return nil }
        try expireLots(of: order.accountID, at: at)
        var change = OrderChange(
            order, hearing: report, available: try balance(of: .available(order.accountID)),
            lapsed: try lapsed(of: order), refunded: try taken(byRefundsOf: order), at: at)
        guard change.order != order else { return change }
        if change.isNewlyPaid { change.order.number = try row(OrderStatement.nextNumber)?.get("number") }
        try change.order.update(self)
        if change.isNewlyPaid {
            try deliver(change.order, at: at)
            try OutboxEntry.receipt(of: change.order, at: at)?.insert(self)
        }
        for transaction in change.transactions {
            guard let id = try post(transaction) else { continue }
            if transaction.cause == .thaw { try giveBackToLots(transaction.size, frozenFor: order, by: id) }
            if transaction.isRefundGivenAgain { try giveBackToLot(transaction.size, ofRefunded: order, by: id) }
        }
        if change.order.isGone, !order.isGone { try endPlan(of: change.order, at: at) }
        if change.order.refunded > order.refunded {
            try OutboxEntry.refund(change.order.refunded - order.refunded, of: change.order, at: at)?.insert(self)
        }
        return change
    }

    /// Gives what was paid for. A plan that a gateway renews gives by its subscription instead.
    private func deliver(_ order: Order, at: Timestamp) throws {
        if try isErased(order.accountID) {
            // Its subscription gives the money back with itself.
            if !order.renews { try giveBack(order, because: .erased, at: at) }
            return
        }
        switch order.item {
        case .pack:
            var purchase = LedgerTransaction(
                .purchase, order.credits, from: .house(.revenue), to: .available(order.accountID),
                key: "order \(order.id)", account: order.accountID, note: order.title, at: at)
            purchase?.expiresAt = order.creditDays.map { at + .seconds($0 * 86_400) }
            try post(purchase)
        case .plan(let plan, let version):
            guard !order.renews else { return }
            if try isOvertaken(order, plan: plan, at: at) {
                try giveBack(order, because: .secondPlan, at: at)
            } else {
                try beginMonth(of: order, plan: plan, version: version, at: at)
            }
        }
    }
}

/// What came in during a time.
package struct Revenue: Equatable, Sendable {
    package let orders: Int
    package let paid: Money
    package let refunded: Money
    /// By disputes.
    package let lost: Money
}
