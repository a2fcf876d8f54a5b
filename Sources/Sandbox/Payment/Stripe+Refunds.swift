/// Money that goes back.
extension Stripe {
    func refund(_ asked: Asked) -> Told {
        let outcome = books.withLock { books -> (Told, StripeBooks.Payment?) in
            guard let id = asked["payment_intent"], var payment = books.payments[id] else { return (.missing, nil) }
            let amount = asked["amount"].flatMap { Int($0) } ?? payment.amount - payment.refunded
            guard amount > 0, amount <= payment.amount - payment.refunded else {
                return (
                    .refusal(
                        400, "invalid_request_error", "Refund amount is greater than unrefunded amount on charge",
                        code: "charge_already_refunded"), nil
                )
            }
            payment.refunded += amount
            books.payments[id] = payment
            let refund = StripeBooks.Refund(
                id: books.name("re_"), payment: id, amount: amount, currency: payment.currency, charge: payment.charge,
                metadata: StripeBooks.map("metadata", asked.fields),
                status: books.refundsSlowly ? "pending" : "succeeded")
            books.refunds.append(refund)
            return (Told(json: refund.json), payment)
        }
        if let payment = outcome.1 { tell("charge.refunded", payment.chargeJSON) }
        return outcome.0
    }

    /// Newest first.
    func findRefunds(_ asked: Asked) -> Told {
        let found = books.withLock { books in
            books.refunds.filter { asked["payment_intent"] == nil || $0.payment == asked["payment_intent"] }
        }
        return Told(json: ["object": "list", "data": found.reversed().map(\.json), "has_more": false])
    }

    /// Amounts, in the order in which they were asked for.
    package var refundsMade: [Int] { books.withLock { $0.refunds.map(\.amount) } }

    /// Keys of repetitions are kept for a day.
    package func forgetAnswers() { books.withLock { $0.answers = [:] } }

    /// The bank has sent what was under way.
    func finishRefunds() {
        books.withLock { books in
            books.refundsSlowly = false
            for place in books.refunds.indices where books.refunds[place].status == "pending" {
                books.refunds[place].status = "succeeded"
            }
        }
    }

    /// The bank sends back what went back last.
    func failLastRefund() {
        let failed = books.withLock { books -> StripeBooks.Refund? in
            guard let place = books.refunds.lastIndex(where: { $0.status != "failed" }) else { return nil }
            books.refunds[place].status = "failed"
            let refund = books.refunds[place]
            books.payments[refund.payment]?.refunded -= refund.amount
            return refund
        }
        if let failed { tell("refund.failed", failed.json) }
    }
}
