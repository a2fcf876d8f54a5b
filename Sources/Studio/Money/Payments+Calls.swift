import Domain
import Logging
import Storage

/// What gateways tell.
extension Payments {
    /// Verifies a call-back, keeps it, and lets it be worked off.
    /// - Throws: ``StudioError/forged`` for one that is not the gateway's, ``StudioError/invalid(field:reason:)`` for one that
    ///   cannot be read.
    package func hear(_ call: PaymentCall, from id: String) async throws {
        guard let gateway = gateway(id) else { throw StudioError.notFound("gateway") }
        let notice: PaymentNotice
        do {
            notice = try await gateway.parse(call)
        } catch {
            switch error {
            case .forged(let reason):
                // WeChat Pay tries whether wrong signatures are refused; that is no attack.
                let isTest = call.headers["wechatpay-signature"]?.hasPrefix("WECHATPAY/SIGNTEST/") ?? false
                logger.log(
                    level: isTest ? .info : .warning, "a call-back of a payment was refused",
                    metadata: ["gateway": "\(id)", "reason": "\(reason)"])
                throw StudioError.forged
            case .unreadable(let reason):
                logger.warning(
                    "a call-back of a payment cannot be read", metadata: ["gateway": "\(id)", "reason": "\(reason)"])
                throw StudioError.invalid(field: "body", reason: "is signed, and cannot be read")
            default: throw refusal(error, gateway: gateway.facts.name)
            }
        }
        var entries: [OutboxEntry] = []
        for subject in notice.subjects {
            let text: String?
            switch subject {
            case .order(let order): text = "order \(order)"
            case .refund(let order, let number): text = "refunded \(order) \(number)"
            case .subscription(let name): text = "subscription \(id) \(name)"
            case .payment(let payment):
                text =
                    try await store.order(ofPayment: payment, at: id).map { "order \($0.id)" }
                    ?? "payment \(id) \(payment)"
            }
            if let text, text.utf8.count <= 200 { entries.append(work(text, after: .zero)) }
        }
        let isNew = try await store.keep(notice, from: id, body: call.body, workedOffBy: entries, at: now())
        logger.info(
            "a gateway told of a payment",
            metadata: ["gateway": "\(id)", "event": "\(notice.id)", "kind": "\(notice.kind)", "new": "\(isNew)"])
    }

    /// Tells the buyer, where they wait for it, that an order is decided.
    func tell(_ order: Order?) {
        guard let order, order.status != .pending else { return }
        feed.publish(.order(order.id, order.status), account: order.accountID)
    }

    /// What looks at something later. It is nobody's: whoever is erased may still have paid.
    func work(_ subject: String, after delay: Duration) -> OutboxEntry {
        OutboxEntry(
            id: newID.next(), kind: .payment, subject: subject, accountID: nil, createdAt: now(),
            dueAt: now() + delay)
    }
}
