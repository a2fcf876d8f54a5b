import Domain
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
