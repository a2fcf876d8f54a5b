import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// What is taken back for an order is what the order gave: not credits of another one, and not for longer than it was sold.
struct OrderCreditTests {
    private let store: Store
    private let kim: AccountID

    init() async throws {
        store = try Store.temporary()
        kim = try await store.someone().id
    }

    private static func day(_ count: Int) -> Timestamp { .sample + .seconds(count * 86_400) }

    private func buy(_ credits: Int, days: Int? = nil, on day: Int = 0) async throws -> OrderID {
        let order = Order(
            id: sampleIDs.next(), accountID: kim, item: .pack("pack"), title: "Credits", gateway: "stripe",
            price: Money(900, .usd), credits: credits, creditDays: days, createdAt: Self.day(day),
            expiresAt: Self.day(day + 1))
        let first = OrderID(UUIDv7(milliseconds: 0, counter: 0, random: 0))
        try await store.add(order, watchedBy: nil, openSince: first, limit: 100)
        var paid = PaymentReport(.paid(order.price, at: nil))
        paid.payment = "pi_\(order.id)"
        try await store.hear(paid, of: order.id, at: Self.day(day))
        return order.id
    }

    @discardableResult
    private func hear(
        refunded: Int = 0, dispute: Order.Dispute = .none, of order: OrderID, on day: Int
    ) async throws -> Order {
        var report = PaymentReport(.pending)
        (report.refunded, report.dispute) = (refunded, dispute)
        return try #require(try await store.hear(report, of: order, at: Self.day(day)))
    }

    /// As a gateway tells it that knows of each refund.
    private func hear(exactly refunded: Int, of order: OrderID, on day: Int) async throws -> Order {
        var report = PaymentReport(.pending)
        (report.refunded, report.isRefundExact) = (refunded, true)
        return try #require(try await store.hear(report, of: order, at: Self.day(day)))
    }

    @Test func `credits of a refund that failed lapse as they would have without it`() async throws {
        let order = try await buy(100, days: 5)
        _ = try await hear(exactly: 900, of: order, on: 1)
        #expect(try await credits(on: 1).available == 0)

        #expect(try await hear(exactly: 450, of: order, on: 2).takenBack == 50)
        #expect(try await credits(on: 2).lots == [.init(credits: 50, expiresAt: Self.day(5))])
        #expect(try await hear(exactly: 0, of: order, on: 3).takenBack == 0)
        #expect(try await credits(on: 3).lots == [.init(credits: 100, expiresAt: Self.day(5))])

        _ = try await hear(exactly: 900, of: order, on: 4)
        #expect(try await credits(on: 4).available == 0)
        #expect(try await store.checkLedger().isEmpty)
    }

    private func credits(on day: Int) async throws -> CreditBalance {
        try await store.credits(of: kim, welcome: nil, at: Self.day(day))
    }

    @Test(arguments: [0, 450]) func `a dispute that is won makes credits that lapse last no longer`(refunded: Int)
        async throws
    {
        let other = try await buy(30, days: 2)
        let order = try await buy(100, days: 5)
        try await hear(dispute: .open, of: order, on: 1)
        #expect(try await credits(on: 1).lots == [.init(credits: 30, expiresAt: Self.day(2))])

        try await hear(refunded: refunded, dispute: .won, of: order, on: 1)

        let left = refunded > 0 ? 50 : 100
        #expect(
            try await credits(on: 1).lots == [
                .init(credits: 30, expiresAt: Self.day(2)), .init(credits: left, expiresAt: Self.day(5)),
            ])
        #expect(try await credits(on: 6).available == 0)
        #expect(try await hear(refunded: 900, of: other, on: 6).missed == 30)
        #expect(try await store.checkLedger().isEmpty)
    }

    @Test func `a dispute that is decided after their time gives nothing to keep`() async throws {
        let order = try await buy(100, days: 5)
        try await hear(dispute: .open, of: order, on: 1)

        try await hear(dispute: .won, of: order, on: 9)

        #expect(try await credits(on: 9).available == 0)
        #expect(try await store.balance(of: .house(.expired)) == 100)
        #expect(try await store.checkLedger().isEmpty)
    }

    @Test func `the refund of credits that lapsed takes none of another order`() async throws {
        let lapsed = try await buy(100, days: 5)
        _ = try await buy(100, on: 6)

        let half = try await hear(refunded: 450, of: lapsed, on: 7)
        let whole = try await hear(refunded: 900, of: lapsed, on: 8)

        #expect(half.missed == 50 && whole.missed == 100 && whole.takenBack == 100)
        #expect(try await credits(on: 8).available == 100)
        #expect(try await store.checkLedger().isEmpty)
    }

    @Test func `a dispute about credits that lapsed sets none of another order aside`() async throws {
        let lapsed = try await buy(100, days: 5)
        _ = try await buy(100, on: 6)

        #expect(try await hear(dispute: .open, of: lapsed, on: 7).frozen == 0)
        #expect(try await hear(dispute: .lost, of: lapsed, on: 8).missed == 100)
        #expect(try await credits(on: 8).available == 100)
        #expect(try await store.checkLedger().isEmpty)
    }

    @Test func `what was spent of it is taken from others, and its own go first`() async throws {
        let order = try await buy(100, days: 5)
        let other = try await buy(100, days: 3)
        let task = GenerationTask.sample(of: kim)
        try await store.submit(task, holding: 120)

        // Of the one 80 are left, of the other none.
        let back = try await hear(refunded: 450, of: order, on: 0)
        #expect(back.missed == 0)
        #expect(try await credits(on: 0).lots == [.init(credits: 30, expiresAt: Self.day(5))])
        #expect(try await hear(refunded: 900, of: other, on: 0).missed == 70)
        #expect(try await store.checkLedger().isEmpty)
    }

    @Test func `the refund of a month whose credits lapsed takes none of another order`() async throws {
        let terms = PlanTerms(minutes: 1, credits: 40)
        let plan = Plan(id: "month", name: ["en": "Month"], prices: [.usd: Money(1000, .usd)], terms: terms)
        _ = try await store.adopt([plan], at: .sample)
        let invoice = SubscriptionReport.Invoice(
            id: "in_1", amount: Money(1000, .usd), payment: "pi_1", paidAt: .sample, startsAt: .sample)
        let report = SubscriptionReport(
            id: "sub_1", customer: "cus", account: kim, order: nil, planID: "month", planVersion: 1, status: .active,
            startsAt: .sample, endsAt: Self.day(30), cancels: false, invoices: [invoice])
        let watch = OutboxEntry(
            id: sampleIDs.next(), kind: .payment, subject: "renewal", accountID: nil, createdAt: .sample)
        try await store.hear(report, at: "stripe", title: { $0 }, tax: nil, watch: watch, moment: .sample)
        #expect(try await credits(on: 1).available == 40)
        _ = try await buy(100, on: 40)

        let order = try #require(try await store.order(ofPayment: "pi_1", at: "stripe"))
        let back = try await hear(refunded: 1000, of: order.id, on: 41)

        #expect(back.missed == 40)
        #expect(try await credits(on: 41).available == 100)
        #expect(try await store.checkLedger().isEmpty)
    }
}
