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
        let isNew = try await take(Retold(notice: notice, body: call.body), from: id)
        logger.info(
            "a gateway told of a payment",
            metadata: ["gateway": "\(id)", "event": "\(notice.id)", "kind": "\(notice.kind)", "new": "\(isNew)"])
    }

    /// Asks the gateways that can say it for what they have told since then. Events get lost: on the way, or while this
    /// server is down for long. What was heard before counts once.
    package func catchUp(since: Timestamp) async throws {
        for gateway in gateways {
            guard let retelling = gateway as? any RetellingGateway else { continue }
            let id = gateway.facts.id
            for retold in try await retelling.told(since: since) {
                guard try await isOurs(retold.notice, at: id), try await take(retold, from: id) else { continue }
                logger.notice(
                    "an event of a gateway had not arrived",
                    metadata: ["gateway": "\(id)", "event": "\(retold.notice.id)", "kind": "\(retold.notice.kind)"])
            }
        }
    }

    /// Whether it is about something that is known here: others may sell with the same account.
    private func isOurs(_ notice: PaymentNotice, at id: String) async throws -> Bool {
        for subject in notice.subjects {
            let isKnown =
                switch subject {
                case .order(let order), .refund(let order, _): try await store.order(order) != nil
                case .subscription(let name): try await store.subscription(name, at: id) != nil
                case .payment(let payment): try await store.order(ofPayment: payment, at: id) != nil
                }
            if isKnown { return true }
        }
        return false
    }

    /// Keeps what a gateway told, and lets it be worked off.
    /// - Returns: false when it had come before.
    private func take(_ told: Retold, from id: String) async throws -> Bool {
        let notice = told.notice
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
        return try await store.keep(notice, from: id, body: told.body, workedOffBy: entries, at: now())
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
