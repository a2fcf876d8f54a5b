import Domain
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// All that moves money, at random: work that is queued, done, fails, is cancelled and tried again, gifts that lapse, orders
/// that are paid, refunded and disputed, months that renew, become those of a dearer plan, or are bought one by one of two
/// plans. Gateways tell late, twice, or not before something else has
/// happened. The power fails at every commit: just before it, which must leave everything as it was, and just after it,
/// which must lose nothing.
struct MoneyHistoryTests {
    @Test(arguments: 0..<6) func `no credit is made, lost or counted twice, whenever the power fails`(seed: Int)
        async throws
    {
        let history = try await History(seed: UInt64(seed) + 500)

        for _ in 0..<100 { try await history.step() }

        try await history.settle()
        #expect(try await history.store.checkIntegrity().isEmpty)
    }
}

/// What truly happened, outside and inside, beside the store that hears of it.
private final class History {
    /// A payment as its gateway has it.
    private struct Truth {
        var isPaid = false
        var refunded = 0
        var dispute = Order.Dispute.none
        /// Whether its month was over before anybody heard of it.
        var givesNothing = false
        /// Put down here, and not carried out.
        var refunds: [(id: RefundID, amount: Int)] = []
    }

    private(set) var store: Store
    private var home: Home
    private let power: Power
    private var chance: Chance
    private var moment = Timestamp.sample
    private let people: [AccountID]
    private var tasks: [TaskID] = []
    private var orders: [OrderID: Truth] = [:]
    private var given = 0
    private var bought = 0
    /// Paid months of each person's subscription, and the one in which it became one of a dearer plan.
    private var months: [AccountID: (paid: Int, dearerSince: Int?)] = [:]
    /// Who buys months one by one.
    private let thrifty: AccountID
    private let plans = [
        Plan(
            id: "month", name: ["en": "Month"], prices: [.usd: Money(1000, .usd)],
            terms: PlanTerms(minutes: 1, credits: 40)),
        Plan(
            id: "large", name: ["en": "Large"], prices: [.usd: Money(3000, .usd)],
            terms: PlanTerms(minutes: 3, credits: 90)),
    ]

    init(seed: UInt64) async throws {
        chance = Chance(seed: seed)
        home = try Home.temporary()
        store = try Store(path: home.database, migrations: migrationsFolder)
        power = Power()
        thrifty = try await store.someone().id
        people = [try await store.someone().id, try await store.someone().id, thrifty]
        _ = try await store.adopt(plans, at: moment)
        try await power.guardCommits(of: store)
    }

    func step() async throws {
        moment = moment + .seconds(chance.below(20_000))
        let person = people[chance.below(people.count)]
        let task = tasks.isEmpty ? nil : tasks[chance.below(tasks.count)]
        let ids = orders.keys.sorted { $0.rawValue < $1.rawValue }
        let order = ids.isEmpty ? nil : ids[chance.below(ids.count)]
        switch (chance.below(17), task, order) {
        case (0, _, _): try await gift(to: person)
        case (1...3, _, _): try await submit(for: person)
        case (4, let task?, _): try await perform { try await $0.start(task, at: self.moment, lease: self.moment) }
        case (5, let task?, _): try await end(task, as: .succeeded(delivery(of: person)))
        case (6, let task?, _):
            let failure = GenerationTask.Failure(code: "broke", message: "It broke.", isRetryable: true)
            try await end(task, as: chance.below(2) == 0 ? .cancelled : .failed(failure))
        case (7, let task?, _): try await retry(task)
        case (8, _, _): try await perform { try await $0.expireCredits(at: self.moment) }
        case (9, _, _): try await renew(person)
        case (14, _, _): try await change(person)
        case (15, _, _): try await buyMonth()
        case (16, _, _): try await turn()
        case (10, _, _): try await buy(for: person)
        case (11, _, let order?): try await pay(order)
        case (12, _, let order?): try await refund(order)
        case (13, _, let order?): try await dispute(order)
        default: return
        }
        try await check()
    }

    /// Everything that gateways still have to tell is told.
    func settle() async throws {
        for order in orders.keys.sorted(by: { $0.rawValue < $1.rawValue }) { try await hear(of: order) }
        for person in people { try await hearOfMonths(of: person) }
        try await turn()
        try await check()
    }

    // MARK: The power

    /// Does something with the power failing before its commit, then for good, and goes on from what lies on the disk then.
    @discardableResult
    private func perform<Value>(_ work: (Store) async throws -> Value) async throws -> Value? {
        let before = try await books()
        power.isOff = true
        do { _ = try await work(store) } catch is Power.Failure {} catch is StoreError {}
        power.isOff = false
        #expect(try await books() == before, "something of what was not committed was kept")
        do {
            let value = try await work(store)
            try await restart()
            return value
        } catch is StoreError {
            #expect(try await books() == before, "something of what was refused was kept")
            return nil
        }
    }

    /// As after `kill -9`: a new process finds the files as they are.
    private func restart() async throws {
        let after = try await books()
        let copy = try Home.temporary()
        for end in ["", "-wal"] where FileManager.default.fileExists(atPath: home.database + end) {
            try FileManager.default.copyItem(atPath: home.database + end, toPath: copy.database + end)
        }
        try store.close()
        store = try Store(path: copy.database, migrations: migrationsFolder)
        home = copy
        try await power.guardCommits(of: store)
        #expect(try await books() == after, "something of what was acknowledged was lost")
    }

    /// All that money is, as text.
    private func books() async throws -> [String] {
        try await store.read { db in
            let tables = [
                "ledgerAccount", "creditLot", "usagePeriod", "paymentOrder", "paymentRefund", "subscription",
                "planMonth", "task",
            ]
            var lines: [String] = []
            for table in tables {
                lines += try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { "\(table) \($0)" }
            }
            for table in ["ledgerTransaction", "ledgerPosting", "outbox"] {
                let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
                lines.append("\(table) \(count)")
            }
            return lines
        }
    }

    // MARK: Work

    private func charge() -> Charge {
        var charge = Charge(credits: chance.below(30), lengthMs: Int64(1 + chance.below(20_000)))
        charge.allowance = Charge.Allowance(
            startsAt: .sample + .seconds(-86_400), endsAt: .sample + .seconds(400 * 86_400), includedMs: 30_000)
        return charge
    }

    private func submit(for person: AccountID) async throws {
        let (task, charge) = (GenerationTask.sample(of: person), charge())
        if try await perform({ try await $0.submit(task, charging: charge) }) != nil { tasks.append(task.id) }
    }

    private func retry(_ id: TaskID) async throws {
        guard let task = try await store.task(id) else { return }
        let charge = charge()
        try await perform { try await $0.retry(id, of: task.accountID, charging: charge, at: self.moment) }
    }

    private func end(_ id: TaskID, as outcome: TaskOutcome) async throws {
        try await perform { try await $0.end(id, as: outcome, at: self.moment) }
    }

    private func delivery(of person: AccountID) -> Delivery {
        let facts = MediaFacts(
            kind: .audio, container: "wav", durationMs: chance.below(30_000), sizeBytes: 1000)
        return Delivery(
            file: MediaFile(
                id: sampleIDs.next(), accountID: person, kind: .audio, origin: .result, title: "x", blob: .random(),
                facts: facts, createdAt: .sample))
    }

    private func gift(to person: AccountID) async throws {
        let (key, credits) = ((sampleIDs.next() as AccountID).rawValue, 1 + chance.below(40))
        var gift = LedgerTransaction(
            .grant, credits, from: .house(.promotions), to: .available(person), key: key, account: person, at: moment)
        gift?.expiresAt = chance.below(2) == 0 ? moment + .seconds(1 + chance.below(200_000)) : nil
        let grant = try #require(gift)
        if try await perform({ try await $0.post(grant) }) == true { given += credits }
        #expect(try await store.post(grant) == false)
    }

    // MARK: Payments

    private func buy(for person: AccountID) async throws {
        let price = Money(1 + chance.below(2000), .usd)
        let order = Order(
            id: sampleIDs.next(), accountID: person, item: .pack("pack"), title: "Credits", gateway: "stripe",
            price: price, credits: 1 + chance.below(100), createdAt: moment, expiresAt: moment + .seconds(3600))
        let first: OrderID = OrderID(UUIDv7(milliseconds: 0, counter: 0, random: 0))
        try await perform { try await $0.add(order, watchedBy: nil, openSince: first, limit: 10_000) }
        orders[order.id] = Truth()
    }

    private func pay(_ id: OrderID) async throws {
        orders[id]?.isPaid = true
        try await maybeHear(of: id)
    }

    /// By an administrator, or at the gateway itself.
    private func refund(_ id: OrderID) async throws {
        guard let order = try await store.order(id), let truth = orders[id], truth.isPaid else { return }
        let amount = 1 + chance.below(order.price.minor + 20)
        if let pending = truth.refunds.first {
            // The gateway refuses more than there is.
            let isGood = truth.refunded + pending.amount <= order.price.minor && truth.dispute != .lost
            if isGood { orders[id]?.refunded += pending.amount }
            orders[id]?.refunds.removeFirst()
            try await perform { try await $0.finish(pending.id, as: isGood ? .done : .failed, at: self.moment) }
            try await store.finish(pending.id, as: .done, at: moment)
        } else if chance.below(3) == 0, truth.refunded + amount <= order.price.minor, truth.dispute != .lost {
            orders[id]?.refunded += amount
            try await maybeHear(of: id)
        } else {
            let request = RefundRequest(
                id: sampleIDs.next(), payment: order.reference, amount: Money(amount, .usd), total: order.price,
                reason: "x", publicURL: "")
            let work = OutboxEntry(
                id: sampleIDs.next(), kind: .payment, subject: "refund", accountID: nil, createdAt: moment)
            let admin = people[0]
            let put = try await perform {
                try await $0.add(request, watchedBy: work, noting: .sample(by: admin), at: self.moment)
            }
            guard let put = put ?? nil else { return }
            #expect(amount <= put.price.minor - put.refunded, "more was given back than was left")
            orders[id]?.refunds.append((request.id, amount))
        }
    }

    private func dispute(_ id: OrderID) async throws {
        guard let truth = orders[id], truth.isPaid else { return }
        switch truth.dispute {
        case .none: orders[id]?.dispute = .open
        case .open: orders[id]?.dispute = chance.below(2) == 0 ? .won : .lost
        case .won, .lost: return
        }
        try await maybeHear(of: id)
    }

    /// The gateway may tell of it only later, with what has happened by then.
    private func maybeHear(of id: OrderID) async throws {
        if chance.below(3) > 0 { try await hear(of: id) }
    }

    private func hear(of id: OrderID) async throws {
        guard let truth = orders[id], truth.isPaid, let order = try await store.order(id) else { return }
        var report = PaymentReport(.paid(order.price, at: moment))
        report.payment = "pi_\(id)"
        (report.refunded, report.dispute) = (truth.refunded, truth.dispute)
        try await perform { try await $0.hear(report, of: id, at: self.moment) }
        if order.status != .paid, !order.renews {
            let key = order.gift
            let given = try await store.read { db in try db.row(LedgerStatement.byKey, ["key": key]) != nil }
            // A plan that was ordered before another one was paid gives nothing.
            if given { bought += order.credits } else { orders[id]?.givesNothing = true }
        }
        let once = try await books()
        try await store.hear(report, of: id, at: moment)
        #expect(try await books() == once, "what was told twice was counted twice")
    }

    // MARK: Months

    private func buyMonth() async throws {
        let plan = plans[chance.below(2)]
        let order = Order(
            id: sampleIDs.next(), accountID: thrifty, item: .plan(plan.id, version: 1), title: "Month",
            gateway: "wechat", price: plan.prices[.usd] ?? Money(1, .usd), credits: plan.terms.credits,
            createdAt: moment, expiresAt: moment + .seconds(3600))
        let first: OrderID = OrderID(UUIDv7(milliseconds: 0, counter: 0, random: 0))
        try await perform { try await $0.add(order, watchedBy: nil, openSince: first, limit: 10_000) }
        orders[order.id] = Truth()
        if chance.below(4) > 0 { try await pay(order.id) }
    }

    private func turn() async throws {
        try await perform { try await $0.turnMonths(of: self.thrifty, at: self.moment) }
    }

    /// To the dearer plan, in the middle of a month.
    private func change(_ person: AccountID) async throws {
        guard let known = months[person], known.dearerSince == nil else { return }
        months[person]?.dearerSince = known.paid
        if chance.below(3) > 0 { try await hearOfMonths(of: person) }
    }

    private func renew(_ person: AccountID) async throws {
        guard person != thrifty else { return }
        months[person, default: (0, nil)].paid += 1
        if chance.below(3) > 0 { try await hearOfMonths(of: person) }
    }

    private func hearOfMonths(of person: AccountID) async throws {
        guard let (paid, dearerSince) = months[person], paid > 0 else { return }
        let start = { (month: Int) in Timestamp.sample + .seconds(Int(month) * 30 * 86_400) }
        let invoice = { (name: String, amount: Int, month: Int, isForPeriod: Bool) in
            SubscriptionReport.Invoice(
                id: "in_\(person)_\(name)", amount: Money(amount, .usd), payment: "pi_\(person)_\(name)",
                paidAt: start(month), startsAt: isForPeriod ? start(month) : nil)
        }
        let invoices = (1...paid).flatMap { month in
            let price = dearerSince.map { month > $0 } == true ? 3000 : 1000
            let own = [invoice("\(month)", price, month, true)]
            return month == dearerSince ? own + [invoice("change", 1500, month, false)] : own
        }
        let report = SubscriptionReport(
            id: "sub_\(person)", customer: "cus", account: person, order: nil,
            planID: dearerSince == nil ? "month" : "large", planVersion: 1,
            status: .active, startsAt: start(paid), endsAt: start(paid + 1), cancels: false,
            invoices: invoices)
        let watch = OutboxEntry(
            id: sampleIDs.next(), kind: .payment, subject: "renewal", accountID: person, createdAt: moment)
        let tell = { (store: Store) in
            try await store.hear(
                report, at: "stripe", title: { $0 }, tax: nil, watch: watch, moment: self.moment)
        }
        try await perform(tell)
        let once = try await books()
        _ = try await tell(store)
        #expect(try await books() == once, "what was told twice was counted twice")
        for order in try await store.orders(of: person, page: PageRequest(limit: 100)).items
        where orders[order.id] == nil {
            orders[order.id] = Truth(isPaid: true, givesNothing: order.takenBack > 0)
            bought += order.credits - order.takenBack
        }
    }

    // MARK: What must hold

    private func check() async throws {
        let faults = try await store.checkLedger()
        #expect(faults.isEmpty, "\(faults)")
        var (there, back, used) = (0, 0, 0)
        for person in people {
            let credits = try await store.credits(of: person, welcome: nil, at: moment)
            #expect(credits.available >= 0 && credits.held >= 0 && credits.frozen >= 0)
            there += credits.available + credits.held + credits.frozen
        }
        let (buyer, moment) = (thrifty, moment)
        let queue = try await store.read { db in try db.months(of: buyer, at: moment) }
        if let now = queue.months.first {
            let period = try await store.usage(of: thrifty, at: moment)
            #expect(period?.includedMs == now.terms.includedMs, "the minutes are not those of the month that is paid")
            let kept = try await store.order(now.order)
            #expect(kept?.isGone == false, "a month is there whose price went back")
        }
        for id in tasks { used += try await store.task(id)?.creditsCharged ?? 0 }
        for (id, truth) in orders {
            guard let order = try await store.order(id) else { continue }
            back += truth.givesNothing ? 0 : order.takenBack - order.missed
            #expect(order.refunded <= truth.refunded && truth.refunded <= order.price.minor)
            #expect(order.takenBack + order.frozen <= order.credits && order.missed <= order.takenBack)
            if !truth.givesNothing, order.dispute != .lost {
                let share = order.credits * order.refunded / order.price.minor
                #expect(order.takenBack == share, "credits come back in proportion: \(order)")
            }
        }
        let lapsed = try await store.balance(of: .house(.expired))
        #expect(there + used + back + lapsed == given + bought)
    }
}

/// Fails every commit while it is off.
private final class Power: TransactionObserver, Sendable {
    struct Failure: Error {}

    private let off = Mutex(false)

    var isOff: Bool {
        get { off.withLock { $0 } }
        set { off.withLock { $0 = newValue } }
    }

    func guardCommits(of store: Store) async throws {
        try await store.commits.write { db in db.add(transactionObserver: self, extent: .databaseLifetime) }
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseWillCommit() throws { if isOff { throw Failure() } }
    func databaseDidCommit(_ db: Database) {}
    func databaseDidRollback(_ db: Database) {}
}
