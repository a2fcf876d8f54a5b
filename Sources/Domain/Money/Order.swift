package typealias OrderID = Identifier<Order>

/// Something that is paid for: a pack, a plan, or one renewal of a subscription.
package struct Order: Equatable, Sendable, Identifiable {
    package enum Item: Equatable, Sendable {
        case pack(String)
        case plan(String, version: Int)

        package var id: String {
            switch self {
            case .pack(let id), .plan(let id, _): id
            }
        }
    }

    package enum Status: String, CaseIterable, Sendable { case pending, paid, cancelled, failed }
    /// The gateway of a studio that has none: an administrator sees the money come.
    package static let invoiced = "manual"

    package enum Dispute: String, CaseIterable, Sendable { case none, open, won, lost }

    package let id: OrderID
    package let accountID: AccountID
    package let item: Item
    /// As the buyer reads it.
    package let title: String
    /// Who takes the money: `stripe`, `wechat`, or `manual` for an invoice.
    package let gateway: String
    package let price: Money
    /// A part of the price.
    package let tax: TaxRule?
    /// That it gives, and for how many days.
    package let credits: Int
    package let creditDays: Int?
    /// Whether the gateway charges it again by itself: what it gives comes by its subscription then.
    package var renews = false
    package var status = Status.pending
    /// What the gateway calls the attempt to pay, the money that has moved, and the invoice of a subscription.
    package var session: String?
    package var payment: String?
    package var invoice: String?
    /// How it is paid while it is pending.
    package var offer: PaymentOffer?
    /// Of the price, so far.
    package var refunded = 0
    /// Credits taken back for that; of those, the ones that were not there any more: spent, or lapsed.
    package var takenBack = 0
    package var missed = 0
    package var dispute = Dispute.none
    /// Credits set aside for the dispute.
    package var frozen = 0
    /// Key of the ledger's transaction that gave its credits, where that is not the order's own: a period's.
    package var givenBy: String?
    /// Why a payment is not counted.
    package var problem: String?
    /// Of its invoice.
    package var number: Int?
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    package var paidAt: Timestamp?

    package init(
        id: OrderID, accountID: AccountID, item: Item, title: String, gateway: String, price: Money,
        tax: TaxRule? = nil, credits: Int, creditDays: Int? = nil, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.item = item
        self.title = title
        self.gateway = gateway
        self.price = price
        self.tax = tax
        self.credits = credits
        self.creditDays = creditDays
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// As administrators read it.
    package static func problem(ofFailedRefund amount: Money) -> String {
        "a refund of \(amount.decimal) \(amount.currency.rawValue) failed"
    }

    /// What is left to give back.
    package var refundable: Int { status == .paid ? price.minor - refunded : 0 }
    /// Whether all that was paid has gone back, or was lost in a dispute.
    package var isGone: Bool { status == .paid && (refundable == 0 || dispute == .lost) }
    package var reference: PaymentReference { PaymentReference(order: id, session: session, payment: payment) }
    /// Key of the ledger's transaction that gave its credits.
    package var gift: String { givenBy ?? "order \(id)" }
    /// And of the one that sets them aside for a dispute.
    package var freeze: String { "order \(id) dispute" }
}

/// An order after something was heard of it, and the credits that move with that.
package struct OrderChange: Equatable, Sendable {
    package var order: Order
    package var transactions: [LedgerTransaction] = []
    /// Whether it is paid since.
    package var isNewlyPaid = false
    /// Credits of the order that nobody spent in time.
    private let lapsed: Int
    /// And those that its refunds took.
    private let refunded: Int

    /// What a report from the gateway makes of an order. The report tells how things stand, so that it may come late, twice,
    /// and before or after any other.
    /// - Parameters:
    ///   - available: credits that the buyer may spend.
    ///   - lapsed: credits of the order that nobody spent in time: gone, and not to be taken from those of another one.
    ///   - refunded: credits that its refunds took until now.
    ///   - at: when it was heard.
    package init(
        _ order: Order, hearing report: PaymentReport, available: Int, lapsed: Int = 0, refunded: Int = 0, at: Timestamp
    ) {
        self.order = order
        (self.lapsed, self.refunded) = (lapsed, refunded)
        if let payment = report.payment { self.order.payment = self.order.payment ?? payment }
        settle(report.state, at)
        guard self.order.status == .paid else { return }
        var available = available
        if report.isRefundExact { giveAgain(report.refunded, &available, at) }
        refund(report.refunded, &available, at)
        dispute(report.dispute, &available, at)
    }

    private mutating func settle(_ state: PaymentReport.State, _ at: Timestamp) {
        switch state {
        case .pending: return
        case .cancelled: if order.status == .pending { order.status = .cancelled }
        case .failed: if order.status == .pending { order.status = .failed }
        case .paid(let amount, let moment):
            guard order.status != .paid else { return }
            guard amount == order.price else {
                order.problem =
                    "\(amount.decimal) \(amount.currency.rawValue) was paid for an order of "
                    + "\(order.price.decimal) \(order.price.currency.rawValue)"
                return
            }
            order.status = .paid
            order.problem = nil
            order.offer = nil
            order.paidAt = moment ?? at
            isNewlyPaid = true
        }
    }

    /// Credits of the order that were neither taken back nor set aside, and have not lapsed.
    private var rest: Int {
        let taken = order.takenBack - order.missed
        return max(0, min(order.credits - order.takenBack, order.credits - lapsed - taken) - order.frozen)
    }

    private mutating func dispute(_ dispute: Order.Dispute, _ available: inout Int, _ at: Timestamp) {
        // One that is decided is not opened again by what was said earlier.
        guard dispute != order.dispute, order.dispute == .none || order.dispute == .open, dispute != .none else {
            return
        }
        let buyer = order.accountID
        if order.dispute == .none {
            order.frozen = min(rest, available)
            available -= order.frozen
            move(.freeze, order.frozen, from: .available(buyer), to: .frozen(buyer), "dispute", at)
        }
        order.dispute = dispute
        switch dispute {
        case .none, .open: return
        case .won:
            move(.thaw, order.frozen, from: .frozen(buyer), to: .available(buyer), "dispute won", at)
            available += order.frozen
        case .lost:
            move(.refund, order.frozen, from: .frozen(buyer), to: .house(.revenue), "dispute lost", at)
            let wanted = order.credits - order.takenBack
            order.missed += wanted - order.frozen
            order.takenBack = order.credits
        }
        order.frozen = 0
    }

    /// A refund that was counted has come back from the bank: what it took is given again.
    private mutating func giveAgain(_ refunded: Int, _ available: inout Int, _ at: Timestamp) {
        guard refunded < order.refunded, order.dispute != .lost else { return }
        order.problem = Order.problem(ofFailedRefund: Money(order.refunded - refunded, order.price.currency))
        order.refunded = refunded
        let target = Share.roundedDown(order.credits, Int64(refunded), of: Int64(order.price.minor))
        let back = max(0, order.takenBack - target)
        let given = min(back, self.refunded, order.takenBack - order.missed)
        let fewer = min(back - given, order.missed)
        order.takenBack -= given + fewer
        order.missed -= fewer
        available += given
        let buyer = LedgerAccount.available(order.accountID)
        move(.refund, given, from: .house(.revenue), to: buyer, "refund failed \(at.milliseconds)", at)
    }

    private mutating func refund(_ refunded: Int, _ available: inout Int, _ at: Timestamp) {
        let refunded = min(refunded, order.price.minor)
        guard refunded > order.refunded else { return }
        order.refunded = refunded
        order.problem = nil
        let target = Share.roundedDown(order.credits, Int64(refunded), of: Int64(order.price.minor))
        let wanted = target - order.takenBack
        guard wanted > 0 else { return }
        let taken = min(wanted, rest, available)
        let thawed = min(wanted - taken, order.frozen)
        available -= taken
        order.frozen -= thawed
        order.takenBack += wanted
        order.missed += wanted - taken - thawed
        let buyer = order.accountID
        // The same sum may go back again after it had failed.
        let what = "refund \(refunded) \(at.milliseconds)"
        move(.refund, taken, from: .available(buyer), to: .house(.revenue), what, at)
        move(.refund, thawed, from: .frozen(buyer), to: .house(.revenue), what + " frozen", at)
    }

    private mutating func move(
        _ cause: LedgerTransaction.Cause, _ credits: Int, from source: LedgerAccount, to target: LedgerAccount,
        _ what: String, _ at: Timestamp
    ) {
        var transaction = LedgerTransaction(
            cause, credits, from: source, to: target, key: "order \(order.id) \(what)", account: order.accountID,
            note: order.title, at: at)
        transaction?.gift = order.gift
        if let transaction { transactions.append(transaction) }
    }
}
