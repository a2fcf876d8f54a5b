/// How an order is paid.
package struct PaymentOffer: Codable, Equatable, Sendable {
    /// What the gateway calls it; nil when it goes by the order's own number.
    package var session: String?
    /// Where the browser goes.
    package var url: String?
    /// What a QR code says.
    package var code: String?
    /// For the page inside the gateway's app.
    package var parameters: [String: String]?

    package init(
        session: String? = nil, url: String? = nil, code: String? = nil, parameters: [String: String]? = nil
    ) {
        self.session = session
        self.url = url
        self.code = code
        self.parameters = parameters
    }
}

/// By which a gateway finds a payment.
package struct PaymentReference: Equatable, Sendable {
    package let order: OrderID
    package let session: String?
    package let payment: String?

    package init(order: OrderID, session: String?, payment: String?) {
        self.order = order
        self.session = session
        self.payment = payment
    }
}

/// How a payment stands.
package struct PaymentReport: Equatable, Sendable {
    package enum State: Equatable, Sendable {
        case pending
        case paid(Money, at: Timestamp?)
        case cancelled
        case failed
    }

    package var state: State
    /// What the gateway calls the money that has moved.
    package var payment: String?
    /// So far, in the smallest unit.
    package var refunded = 0
    /// Whether no more than that has gone back: a refund that was counted may have failed at the bank since.
    package var isRefundExact = false
    /// Those of ours that came to nothing.
    package var failedRefunds: [RefundID] = []
    package var dispute = Order.Dispute.none
    /// That the order began.
    package var subscription: String?

    package init(_ state: State) { self.state = state }

    /// The same before any of it was given back or disputed; nil when none was.
    package var before: PaymentReport? {
        guard refunded > 0 || dispute != .none else { return nil }
        var before = self
        (before.refunded, before.dispute, before.isRefundExact) = (0, .none, false)
        return before
    }
}

/// How a refund stands at its gateway.
package struct RefundReport: Equatable, Sendable {
    package let order: OrderID
    package let amount: Money
    package let state: RefundState

    package init(order: OrderID, amount: Money, state: RefundState) {
        self.order = order
        self.amount = amount
        self.state = state
    }
}
