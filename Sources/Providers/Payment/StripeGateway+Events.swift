import Domain
import Foundation

/// Events that Stripe has sent. It keeps them for 30 days (docs.stripe.com/api/events/list).
extension StripeGateway: RetellingGateway {
    /// That say something of what is sold here.
    private static let kinds = [
        "checkout.session.completed", "checkout.session.expired", "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed", "invoice.paid", "invoice.payment_failed",
        "customer.subscription.updated", "customer.subscription.deleted", "charge.refunded", "charge.refund.updated",
        "refund.updated", "refund.failed", "charge.dispute.created", "charge.dispute.closed",
    ]
    /// Of a hundred events each: more in a few days than a studio sells.
    private static let mostPages = 100

    package func told(since: Timestamp) async throws(PaymentError) -> [Retold] {
        var found: [Retold] = []
        var last: String?
        for _ in 0..<Self.mostPages {
            var query = Self.kinds.enumerated().map { ("types[\($0.offset)]", $0.element) }
            query += [("created[gte]", String(since.milliseconds / 1000)), ("limit", "100")]
            if let last { query.append(("starting_after", last)) }
            let (bodies, isMore) = Self.events(in: try await api.bytes("/v1/events", query))
            for body in bodies {
                guard let notice = try? StripeNotice.read(body, isLive: settings.isLive) else { continue }
                last = notice.id
                found.append(Retold(notice: notice, body: body))
            }
            guard isMore, !bodies.isEmpty else { break }
        }
        return found.reversed()
    }

    /// Each as it would have come by itself.
    private static func events(in page: Data) -> (bodies: [Data], isMore: Bool) {
        let page = try? JSONSerialization.jsonObject(with: page) as? [String: Any]
        let bodies = (page?["data"] as? [Any] ?? []).compactMap { event in
            JSONSerialization.isValidJSONObject(event)
                ? try? JSONSerialization.data(withJSONObject: event, options: [.sortedKeys]) : nil
        }
        return (bodies, page?["has_more"] as? Bool ?? false)
    }
}
