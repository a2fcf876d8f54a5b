import Domain

/// What Stripe's objects mean here. They come from outside: amounts, times and names are checked.
extension StripeGateway {
    func intent(_ id: String) async throws(PaymentError) -> StripeObject.Intent {
        guard Self.isName(id) else { throw .unknown }
        return try await api.get("/v1/payment_intents/\(id)", [("expand[0]", "latest_charge")])
    }

    /// Adds what was given back and what is disputed.
    func complete(
        _ report: inout PaymentReport, with intent: StripeObject.Intent
    ) async throws(PaymentError) {
        report.payment = intent.id
        guard let charge = intent.latest_charge?.object else { return }
        try await addRefunds(of: intent.id, to: &report)
        if case .paid(let amount, nil) = report.state { report.state = .paid(amount, at: Self.time(charge.created)) }
        guard charge.disputed == true else { return }
        let disputes: StripeObject.Listed<StripeObject.Dispute> = try await api.get(
            "/v1/disputes", [("payment_intent", intent.id), ("limit", "1")])
        report.dispute =
            switch disputes.data.first?.status {
            case "won", "warning_closed", "prevented": .won
            case "lost": .lost
            default: .open
            }
    }

    /// What has gone back, one by one: a charge may count what is under way, and what a bank sent back days later.
    private func addRefunds(of intent: String, to report: inout PaymentReport) async throws(PaymentError) {
        let made: StripeObject.Listed<StripeObject.Refund> = try await api.get(
            "/v1/refunds", [("payment_intent", intent), ("limit", "100")])
        for refund in made.data {
            switch refund.state {
            case .done: report.refunded += min(max(0, refund.amount ?? 0), Money.most)
            case .failed:
                if let id = refund.metadata?["refund_id"].flatMap(RefundID.init(rawValue:)) {
                    report.failedRefunds.append(id)
                }
            case .pending: continue
            }
        }
        report.isRefundExact = made.data.count < 100
    }

    static func state(of session: StripeObject.Session) -> PaymentReport.State {
        switch (session.status, session.payment_status) {
        case (_, "paid"), ("complete", "no_payment_required"):
            guard let amount = money(session.amount_total, session.currency) else { return .pending }
            return .paid(amount, at: nil)
        case ("expired", _): return .cancelled
        case ("complete", _):
            // A delayed method that failed leaves the intent in need of another one.
            return session.payment_intent?.object?.status == "requires_payment_method" ? .failed : .pending
        default: return .pending
        }
    }

    static func money(_ minor: Int?, _ currency: String?) -> Money? {
        guard let minor, (0...Money.most).contains(minor),
            let currency = currency.flatMap({ Currency(rawValue: $0.uppercased()) })
        else { return nil }
        return Money(minor, currency)
    }

    /// Times of Stripe are whole seconds since 1970; of a far one nothing is believed.
    static func time(_ seconds: Int64?) -> Timestamp? {
        seconds.flatMap { (0...32_503_680_000).contains($0) ? Timestamp(milliseconds: $0 * 1000) : nil }
    }

    /// Whether a name may stand in a path.
    static func isName(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
            }
    }
}
