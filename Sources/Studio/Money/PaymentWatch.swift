import Domain
import Storage

/// Looks at what gateways told of, and at what they have not told of in time: orders until they are decided, subscriptions
/// when their period has ended, refunds until the money has gone. One after the other, so that what was asked earlier is
/// never written over what was asked later.
struct PaymentWatch: OutboxHandler {
    let kind = OutboxEntry.Kind.payment
    let payments: Payments

    var rules: OutboxRules {
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(10)
        rules.retries.factor = 2
        rules.retries.longestWait = .seconds(3600)
        // Three weeks: whoever set a wrong key has the time to see it, and no payment is lost by it.
        rules.attempts = 500
        return rules
    }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        let words = entry.subject.split(separator: " ").map(String.init)
        do {
            switch (words.first, words.count) {
            case ("order", 2): try await order(words[1], since: entry.createdAt)
            case ("payment", 3): try await payment(words[2], at: words[1], since: entry.createdAt)
            case ("close", 2): try await close(words[1])
            case ("subscription", 3): try await payments.refresh(words[2], at: words[1])
            case ("renewal", 3): try await renewal(of: words[2], at: words[1], since: entry.createdAt)
            case ("turn", 2): try await turn(words[1])
            case ("end", 3): try await endSubscription(words[2], at: words[1])
            case ("refunded", 3): try await refunded(words[2], of: words[1])
            case ("refund", 2): try await refund(words[1], since: entry.createdAt)
            default: throw OutboxFailure.refused("it is not known what is to be looked at")
            }
        } catch let failure as OutboxFailure {
            throw failure
        } catch let error as PaymentError {
            switch error {
            case .unavailable(let reason): throw .failed(reason)
            // A key that is wrong for an hour is no reason never to look again; see ``refund(_:since:)`` for what is.
            case .refused(let reason), .forged(let reason), .unreadable(let reason): throw .failed(reason)
            case .unknown: throw .refused("the gateway knows nothing of it")
            case .unsupported: throw .refused("the gateway cannot tell")
            }
        } catch is CancellationError {
            throw .interrupted
        } catch {
            throw .failed("\(error)")
        }
    }

    /// How long after an order began it is looked at, in seconds; then every 30 minutes (WeChat Pay's own advice).
    private static let moments: [Int64] = [5, 30, 60, 180, 300, 600, 1800]

    private func order(_ text: String, since: Timestamp) async throws {
        guard let id = OrderID(rawValue: text), let order = try await payments.refresh(id) else { return }
        guard order.status == .pending, order.problem == nil else { return }
        let (now, age) = (payments.now(), (payments.now() - order.createdAt).components.seconds)
        guard now < order.expiresAt else {
            // A gateway that is still deciding, such as on a bank transfer, has days for it.
            let mayWait = order.payment != nil && now < order.expiresAt + .seconds(14 * 86_400)
            if try await !end(order, whileDeciding: !mayWait) { throw later(.seconds(6 * 3600)) }
            return
        }
        guard order.gateway != Order.invoiced else { throw later(max(.seconds(1), order.expiresAt - now)) }
        let next = Self.moments.first { $0 > age } ?? age + 1800
        throw later(min(.seconds(next - age), max(.seconds(1), order.expiresAt - now)))
    }

    private func close(_ text: String) async throws {
        guard let id = OrderID(rawValue: text), let order = try await payments.store.order(id), order.status == .pending
        else { return }
        // What the gateway is still deciding on is looked at by the order's own watch.
        _ = try await end(order, whileDeciding: order.payment == nil)
    }

    /// Lets nobody pay the order any more. Somebody may have paid just before it was closed.
    /// - Parameter whileDeciding: false leaves it as it is when the gateway says neither yes nor no.
    /// - Returns: whether it has been decided.
    private func end(_ order: Order, whileDeciding: Bool) async throws -> Bool {
        try await payments.gateway(order.gateway)?.close(order.reference)
        guard try await payments.refresh(order.id)?.status == .pending else { return true }
        guard whileDeciding else { return false }
        payments.tell(try await payments.store.hear(PaymentReport(.cancelled), of: order.id, at: payments.now()))
        return true
    }

    /// Of months that were bought one after the other, the next one's turn comes.
    private func turn(_ text: String) async throws {
        guard let account = AccountID(rawValue: text) else { return }
        let now = payments.now()
        if let next = try await payments.store.turnMonths(of: account, at: now) {
            throw later(max(.seconds(1), next - now))
        }
    }

    private func endSubscription(_ id: String, at gateway: String) async throws {
        try await (payments.gateway(gateway) as? any SubscribingGateway)?.end(id)
        try await payments.refresh(id, at: gateway)
    }

    /// How long after its period ends a subscription is looked at: renewals are charged about an hour after it.
    static let renewalWait: Duration = .seconds(2 * 3600)

    /// Asks until the period after the one that has ended is paid, or the subscription has ended. A new start of the server
    /// lets it be looked at earlier than that.
    private func renewal(of id: String, at gateway: String, since: Timestamp) async throws {
        try await payments.refresh(id, at: gateway)
        guard let found = try await payments.store.subscription(id, at: gateway), found.status != .ended else { return }
        let now = payments.now()
        guard found.endsAt > now else { throw later(.seconds(6 * 3600)) }
        // The next period, which has a watch of its own.
        guard found.startsAt < since + .seconds(86_400) else { return }
        throw later(found.endsAt + Self.renewalWait - now)
    }

    /// A refund or dispute of a payment that is not known yet: its order may be about to hear of it.
    private func payment(_ payment: String, at gateway: String, since: Timestamp) async throws {
        if let order = try await payments.store.order(ofPayment: payment, at: gateway) {
            try await payments.refresh(order.id)
        } else if payments.now() < since + .seconds(86_400) {
            throw later(.seconds(600))
        }
    }

    /// The gateway told of a refund: one of ours, or one that somebody made at the gateway itself.
    private func refunded(_ number: String, of text: String) async throws {
        guard let id = OrderID(rawValue: text), let order = try await payments.store.order(id),
            let gateway = payments.gateway(order.gateway) as? any RefundTellingGateway
        else { return }
        let report = try await gateway.refund(numbered: number)
        guard report.order == id, report.state != .failed else { return }
        guard report.state == .done else { throw later(.seconds(3600)) }
        // It may be told before the payment is.
        try await payments.refresh(id)
        try await payments.store.note(report, numbered: number, at: payments.now())
    }

    private func refund(_ text: String, since: Timestamp) async throws {
        guard let id = RefundID(rawValue: text), let known = try await payments.store.refund(id),
            known.state == .pending, let gateway = payments.gateway(known.order.gateway)
        else { return }
        let request = RefundRequest(
            id: id, payment: known.order.reference, amount: Money(known.amount, known.order.price.currency),
            total: known.order.price, reason: known.reason, publicURL: payments.publicURL)
        let state: RefundState
        do {
            state = try await gateway.refund(request)
        } catch PaymentError.refused(let reason) {
            try await payments.store.finish(id, as: .failed, at: payments.now())
            throw OutboxFailure.refused(reason)
        }
        guard state != .pending else {
            let age = payments.now() - since
            throw later(age < .seconds(600) ? .seconds(30) : .seconds(3600))
        }
        try await payments.store.finish(id, as: state, at: payments.now())
        if state == .failed { throw OutboxFailure.refused("the gateway could not give the money back") }
    }

    /// There is nothing to do yet.
    private func later(_ wait: Duration) -> OutboxFailure { .later(payments.now() + wait, "") }
}
