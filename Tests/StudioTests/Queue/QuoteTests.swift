import Domain
import Storage
import Studio
import TestSupport
import Testing

/// The price is known before the work.
@Suite struct QuoteTests {
    private let book = PriceBook(plans: [], packs: [], tariff: Tariff(rates: [:]))

    @Test func `an estimate says what the engine charges for inputs of this length`() async throws {
        let house = try TestHouse(others: [PricedEngine()], book: book)
        let account = try await house.store.someone().id

        let dear = try await house.tasks.estimate(house.submission(of: account, engine: "dear"), account: account)
        let free = try await house.tasks.estimate(house.submission(of: account), account: account)

        #expect(dear.engine == nil && dear.price.credits == 1 + 2 * 4)
        #expect(free.price.credits == 0 && free.engine?.seconds == 3)
    }

    @Test func `a server that sells nothing takes no credits for an engine with a price`() async throws {
        let house = try TestHouse(others: [PricedEngine()])
        let account = try await house.store.someone().id

        let dear = try await house.tasks.estimate(house.submission(of: account, engine: "dear"), account: account)

        #expect(dear.price.credits == 0)
    }

    @Test func `the minutes of a plan that was bought count where no plan is free`() async throws {
        let price = Money(2900, .usd)
        let plan = Plan(
            id: "standard", name: ["en": "Standard"], prices: [.usd: price], terms: PlanTerms(minutes: 10))
        let tariff = Tariff(rates: [.animateMove: .perMinute(standard: 60, pro: 60)])
        let house = try TestHouse(book: PriceBook(plans: [plan], packs: [], tariff: tariff))
        let account = try await house.store.someone().id
        let before = try await house.tasks.estimate(house.submission(of: account), account: account)
        #expect(before.price.credits > 0 && before.price.coveredMs == 0)
        #expect(try await house.billing.usage(of: account) == nil)

        _ = try await house.store.adopt([plan], at: .now())
        let order = Order(
            id: sampleIDs.next(), accountID: account, item: .plan("standard", version: 1), title: "Standard",
            gateway: Order.invoiced, price: price, credits: 0, createdAt: .now(), expiresAt: .now())
        try await house.store.add(order, watchedBy: nil, openSince: sampleIDs.next(), limit: 20)
        try await house.store.hear(PaymentReport(.paid(price, at: nil)), of: order.id, at: .now())

        let after = try await house.tasks.estimate(house.submission(of: account), account: account)
        let queued = try await house.tasks.submit(house.submission(of: account), account: account)
        #expect(after.price.credits == 0 && after.price.coveredMs > 0)
        #expect(queued.task.creditsHeld == 0 && queued.task.coveredMs == after.price.coveredMs)
    }
}

/// Asks one credit for a task and two for each second of the clip.
private struct PricedEngine: PricingEngine {
    let facts = EngineFacts(name: "dear", kinds: [.animateMove])

    func price(of work: WorkSize) -> EnginePrice? {
        EngineRate(perTask: 1000, perMediaSecond: 2000).price(of: work)
    }

    func run(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput { throw .cancelled }
}
