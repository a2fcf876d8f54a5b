import Testing

@testable import Domain

/// An order hears how things stand at its gateway: late, twice, and in any order.
struct OrderTests {
    private static let kim = AccountID(UUIDv7(milliseconds: 1, counter: 1, random: 1))

    private func order(_ amount: Int = 900, credits: Int = 100) -> Order {
        Order(
            id: OrderID(UUIDv7(milliseconds: 2, counter: 1, random: 1)), accountID: Self.kim, item: .pack("minutes"),
            title: "100 credits", gateway: "stripe", price: Money(amount, .usd), credits: credits,
            createdAt: Timestamp(milliseconds: 0), expiresAt: Timestamp(milliseconds: 1000))
    }

    private func hear(_ order: Order, _ report: PaymentReport, available: Int = 0) -> OrderChange {
        OrderChange(order, hearing: report, available: available, at: Timestamp(milliseconds: 5))
    }

    @Test(arguments: [Money(899, .usd), Money(901, .usd), Money(900, .eur), Money(0, .usd)])
    func `another amount or currency pays nothing, and that is told`(amount: Money) {
        let change = hear(order(), PaymentReport(.paid(amount, at: nil)))

        #expect(change.order.status == .pending && !change.isNewlyPaid)
        #expect(change.order.problem?.contains(amount.decimal) == true)
    }

    @Test func `money that comes after the end still counts`() {
        let cancelled = hear(order(), PaymentReport(.cancelled)).order
        #expect(cancelled.status == .cancelled)

        let change = hear(cancelled, PaymentReport(.paid(Money(900, .usd), at: nil)))

        #expect(change.order.status == .paid && change.isNewlyPaid)
        #expect(hear(change.order, PaymentReport(.cancelled)).order.status == .paid)
    }

    @Test func `what a decided dispute said earlier opens nothing again`() {
        let paid = hear(order(), PaymentReport(.paid(Money(900, .usd), at: nil))).order
        var report = PaymentReport(.pending)
        report.dispute = .lost
        let lost = hear(paid, report, available: 40)
        report.dispute = .open

        #expect(lost.order.dispute == .lost && lost.order.missed == 60 && lost.order.frozen == 0)
        #expect(lost.transactions.map(\.cause) == [.freeze, .refund])
        #expect(hear(lost.order, report, available: 40).transactions.isEmpty)
    }

    @Test func `half a payment that is given back takes half the credits, also of a disputed one`() {
        let paid = hear(order(), PaymentReport(.paid(Money(900, .usd), at: nil))).order
        var report = PaymentReport(.pending)
        (report.refunded, report.dispute) = (450, .open)

        let together = hear(paid, report, available: 100)
        #expect(together.order.takenBack == 50 && together.order.frozen == 50 && together.order.missed == 0)

        report.refunded = 0
        let disputed = hear(paid, report, available: 100)
        report.refunded = 450
        let apart = hear(disputed.order, report, available: 0)
        #expect(apart.order.takenBack == 50 && apart.order.frozen == 50 && apart.order.missed == 0)
        report.dispute = .won
        #expect(hear(apart.order, report, available: 0).transactions.map(\.cause) == [.thaw])
    }

    /// Random reports against plain arithmetic.
    @Test(arguments: 0..<50) func `credits taken back, missed and kept are always all of them`(seed: Int) {
        var state = UInt64(seed + 1) &* 0x9e37_79b9_7f4a_7c15 | 1
        func below(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
        var now = hear(order(), PaymentReport(.paid(Money(900, .usd), at: nil))).order
        var (available, frozen) = (100, 0)
        for _ in 0..<30 {
            available -= below(3) == 0 ? min(available, below(30)) : 0
            var report = PaymentReport(below(5) == 0 ? .cancelled : .paid(Money(900, .usd), at: nil))
            report.refunded = below(1100)
            report.dispute = [.none, .none, .none, .open, .won, .lost][below(6)]
            let change = hear(now, report, available: available)
            for transaction in change.transactions {
                for posting in transaction.postings {
                    if posting.account == .available(Self.kim) { available += posting.credits }
                    if posting.account == .frozen(Self.kim) { frozen += posting.credits }
                }
            }
            let twice = hear(change.order, report, available: available)
            #expect(twice.order == change.order && twice.transactions.isEmpty)
            now = change.order
            #expect(available >= 0 && frozen == now.frozen && now.takenBack + now.frozen <= 100)
            #expect((0...now.takenBack).contains(now.missed) && (0...900).contains(now.refunded))
        }
    }
}
