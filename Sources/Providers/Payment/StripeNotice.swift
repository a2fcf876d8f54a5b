import Domain
import Foundation

/// What an event of Stripe is about. Its content is not believed beyond that: how things stand is asked anew, because
/// events come late, twice and in any order.
enum StripeNotice {
    private struct Head: Decodable {
        let id: String
        let type: String
        let livemode: Bool?
    }

    /// - Parameter isLive: of our key; what was made with the other kind is none of ours.
    static func read(_ body: Data, isLive: Bool) throws(PaymentError) -> PaymentNotice {
        guard let head = try? JSONDecoder().decode(Head.self, from: body), (1...255).contains(head.id.utf8.count),
            (1...100).contains(head.type.utf8.count)
        else { throw .unreadable("the event cannot be read") }
        guard head.livemode == nil || head.livemode == isLive else {
            return PaymentNotice(id: head.id, kind: head.type, subjects: [])
        }
        return PaymentNotice(id: head.id, kind: head.type, subjects: subjects(of: head.type, body))
    }

    private static func subjects(of type: String, _ body: Data) -> [PaymentNotice.Subject] {
        func object<Object: Decodable & Sendable>(_ type: Object.Type) -> Object? {
            (try? JSONDecoder().decode(StripeObject.Event<Object>.self, from: body))?.data.object
        }
        if type.hasPrefix("checkout.session.") {
            guard let session = object(StripeObject.Session.self) else { return [] }
            let order = session.client_reference_id ?? session.metadata?["order_id"]
            return [
                order.flatMap(OrderID.init(rawValue:)).map(PaymentNotice.Subject.order),
                (session.subscription?.name).map(PaymentNotice.Subject.subscription),
            ].compactMap(\.self)
        }
        if type.hasPrefix("invoice.") {
            let invoice = object(StripeObject.Invoice.self)
            let link = invoice?.parent?.subscription_details?.subscription ?? invoice?.subscription
            return link.map { [.subscription($0.name)] } ?? []
        }
        if type.hasPrefix("customer.subscription.") {
            return object(StripeObject.Named.self).map { [.subscription($0.id)] } ?? []
        }
        if type == "charge.refunded" || type == "charge.refund.updated" || type.hasPrefix("refund.") {
            return object(StripeObject.Charge.self)?.payment_intent.map { [.payment($0.name)] } ?? []
        }
        if type.hasPrefix("charge.dispute.") {
            return object(StripeObject.Dispute.self)?.payment_intent.map { [.payment($0.name)] } ?? []
        }
        return []
    }
}
