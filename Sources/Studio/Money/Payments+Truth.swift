import Domain
import Foundation
import Storage

/// How things stand at the gateways becomes true here.
extension Payments {
    /// Asks how the payment of an order stands.
    /// - Returns: the order as it is then; nil when there is none.
    @discardableResult
    func refresh(_ id: OrderID) async throws -> Order? {
        guard let order = try await store.order(id), let gateway = gateway(order.gateway) else {
            return try await store.order(id)
        }
        let report = try await gateway.query(order.reference)
        // The minutes and credits of a plan come by its subscription, before any of them can be taken back.
        if let subscription = report.subscription { try await refresh(subscription, at: order.gateway) }
        let heard = try await store.hear(report, of: id, at: now())
        tell(heard)
        if let problem = heard?.problem, order.problem == nil {
            logger.error(
                "a payment does not fit its order", metadata: ["order": "\(id)", "problem": "\(problem)"])
        }
        return heard
    }

    /// Asks how a subscription stands.
    /// - Returns: what is told of it; nil where nobody can be asked.
    @discardableResult
    func refresh(_ id: String, at gatewayID: String) async throws -> SubscriptionReport? {
        guard let gateway = gateway(gatewayID) as? any SubscribingGateway else { return nil }
        let report = try await gateway.subscription(id)
        guard try await store.account(report.account) != nil else { return nil }
        let preference = try await preferences.get(of: report.account, address: "")
        let (book, language) = (billing.book, preference.language.rawValue)
        var watch = work("renewal \(gatewayID) \(id)", after: .zero)
        watch.dueAt = max(report.endsAt + PaymentWatch.renewalWait, now() + .seconds(3600))
        for step in report.steps(after: try await store.subscription(id, at: gatewayID)) {
            let isKept = try await store.hear(
                step, at: gatewayID,
                title: { plan in
                    (book.plan(plan)?.name).flatMap { $0[language] ?? $0["en"] } ?? plan
                },
                tax: book.tax(in: preference.country), watch: watch, moment: now())
            if !isKept {
                logger.warning(
                    "a subscription that its account has no use for is ended, and its money goes back",
                    metadata: ["gateway": "\(gatewayID)", "subscription": "\(id)"])
            }
        }
        return report
    }

    // MARK: What administrators do

    /// Who ordered them.
    package func buyers(of orders: [Order]) async throws -> [AccountID: Account] {
        var buyers: [AccountID: Account] = [:]
        for id in Set(orders.map(\.accountID)) { buyers[id] = try await store.account(id) }
        return buyers
    }

    /// Gives money back: at once put down, then carried out at the gateway.
    /// - Parameter minor: nil for all that is left.
    /// - Throws: ``StudioError/conflict(_:)`` when less than that is left.
    package func refund(
        _ id: OrderID, minor: Int?, reason: String, by admin: AccountID, client: Client
    ) async throws -> Order {
        guard let order = try await store.order(id) else { throw StudioError.notFound("order") }
        guard let reason = Title.cleaned(reason, longest: 300) else {
            throw StudioError.invalid(field: "reason", reason: "must have 1 to 300 characters")
        }
        let left = try await store.refundable(of: id)
        let refund = RefundRequest(
            id: IdempotencyClaim.id(or: newID), payment: order.reference,
            amount: Money(minor ?? left, order.price.currency), total: order.price, reason: reason,
            publicURL: publicURL)
        if try await store.refund(refund.id) != nil { return order }
        let isManual = order.gateway == Self.manual.id
        let details = ["amount": refund.amount.decimal, "currency": refund.amount.currency.rawValue]
        let put = try await store.add(
            refund, watchedBy: isManual ? nil : work("refund \(refund.id)", after: .zero),
            noting: audit(.orderRefund, id, admin, client, details), at: now())
        guard let put else {
            throw StudioError.conflict(Conflict("refund_too_large", "less than that is left of this payment"))
        }
        return put
    }

    /// The money of an invoice has come.
    /// - Throws: ``StudioError/conflict(_:)`` for an order of a gateway, and one that is paid.
    package func markPaid(_ id: OrderID, by admin: AccountID, client: Client) async throws -> Order {
        guard let order = try await store.order(id) else { throw StudioError.notFound("order") }
        guard order.gateway == Self.manual.id else {
            throw StudioError.conflict("only invoices are marked as paid; \(order.gateway) tells of its own payments")
        }
        guard order.status != .paid else { return order }
        do {
            let paid = try await store.hear(
                PaymentReport(.paid(order.price, at: nil)), of: id, at: now(),
                noting: audit(.orderPaid, id, admin, client, [:]))
            tell(paid)
            return paid ?? order
        } catch StoreError.hasPlan {
            throw StudioError.conflict(
                Conflict("has_plan", "this account has another plan by now, which was paid first"))
        } catch StoreError.erasedAccount {
            throw StudioError.conflict(
                Conflict("account_erased", "the account of this order was erased; give the money back"))
        }
    }

    /// Now.
    package var moment: Timestamp { now() }

    package typealias Revenue = Storage.Revenue

    package func revenue(from: Timestamp, until: Timestamp) async throws -> [Revenue] {
        try await store.revenue(from: from, until: until)
    }

    private func audit(
        _ action: AuditEntry.Action, _ order: OrderID, _ admin: AccountID, _ client: Client,
        _ details: [String: String]
    ) -> AuditEntry {
        AuditEntry(
            id: newID.next(), at: now(), actor: admin, action: action,
            target: AuditEntry.Target(kind: "order", id: order.rawValue), address: client.address,
            userAgent: client.userAgent, details: details)
    }
}
