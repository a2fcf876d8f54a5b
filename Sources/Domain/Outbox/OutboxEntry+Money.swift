extension OutboxEntry.Kind {
    /// What may follow when something was heard of an order that is paid.
    package static let ofPaidOrders: [Self] = [.receiptLetter, .refundLetter, .payment]
}

extension OutboxEntry {
    /// The buyer is written that an order is paid; nobody of one that cost nothing.
    package static func receipt(of order: Order, at moment: Timestamp) -> OutboxEntry? {
        guard order.price.minor > 0 else { return nil }
        return letter(.receiptLetter, about: order.id.rawValue, to: order.accountID, at: moment)
    }

    /// The buyer is written that this much was given back.
    package static func refund(_ minor: Int, of order: Order, at moment: Timestamp) -> OutboxEntry? {
        letter(.refundLetter, about: "\(order.id) \(minor)", to: order.accountID, at: moment)
    }

    /// The subscriber is written that a renewal could not be paid.
    package static func failedRenewal(of subscription: Subscription, at moment: Timestamp) -> OutboxEntry? {
        guard let id = subscription.externalID else { return nil }
        return letter(
            .renewalLetter, about: "\(subscription.gateway) \(id)", to: subscription.accountID, at: moment)
    }

    /// Nobody can pay the order any more once this is carried out.
    package static func closing(_ order: Order, at moment: Timestamp) -> OutboxEntry? {
        payment("close \(order.id)", at: moment)
    }

    /// A subscription is ended at its gateway.
    package static func ending(_ subscription: String, at gateway: String, _ moment: Timestamp) -> OutboxEntry? {
        payment("end \(gateway) \(subscription)", at: moment)
    }

    /// The account gets the plan whose turn it is then.
    package static func turning(_ account: AccountID, at moment: Timestamp, due: Timestamp) -> OutboxEntry? {
        var entry = payment("turn \(account)", at: moment)
        entry?.dueAt = due
        return entry
    }

    /// A refund is carried out.
    package static func refunding(_ refund: RefundID, at moment: Timestamp) -> OutboxEntry? {
        payment("refund \(refund)", at: moment)
    }

    /// Nobody's: it must happen also when the account goes.
    private static func payment(_ subject: String, at moment: Timestamp) -> OutboxEntry? {
        guard subject.utf8.count <= 200 else { return nil }
        return OutboxEntry(
            id: IDSource(now: { moment }).next(), kind: .payment, subject: subject, accountID: nil, createdAt: moment)
    }

    private static func letter(
        _ kind: Kind, about subject: String, to account: AccountID, at moment: Timestamp
    ) -> OutboxEntry? {
        guard subject.utf8.count <= 200 else { return nil }
        return OutboxEntry(
            id: IDSource(now: { moment }).next(), kind: kind, subject: subject, accountID: account, createdAt: moment)
    }
}
