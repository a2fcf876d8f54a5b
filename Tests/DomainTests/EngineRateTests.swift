import Domain
import Testing

/// What a task costs is a sum of what an engine asks for, in whole credits.
@Suite struct EngineRateTests {
    @Test(arguments: [
        (EngineRate(), WorkSize(.speech, .standard, characters: 100), 0),
        (EngineRate(perTask: 2000), WorkSize(.speech, .standard), 2),
        (EngineRate(perTask: 1), WorkSize(.speech, .standard), 1),
        (EngineRate(perMediaSecond: 1500), WorkSize(.animateMove, .standard, mediaMs: 4000), 6),
        (EngineRate(perMediaSecond: 1500), WorkSize(.animateMove, .standard, mediaMs: 4001), 7),
        (EngineRate(perMediaSecond: 1500), WorkSize(.animateMove, .standard), 0),
        (EngineRate(perTask: 500, perCharacter: 10), WorkSize(.speech, .standard, characters: 50), 1),
        (EngineRate(perRunSecond: 100), WorkSize(.animateMix, .pro, seconds: 12.5), 2),
        (EngineRate(perRunSecond: 100), WorkSize(.animateMix, .pro, seconds: .infinity), 0),
    ])
    func `is rounded up to whole credits`(rate: EngineRate, work: WorkSize, credits: Int) {
        #expect(rate.price(of: work).credits == credits)
    }

    @Test func `no length is too long for it`() {
        let rate = EngineRate(perTask: .max, perMediaSecond: .max, perCharacter: .max, perRunSecond: .max)
        let work = WorkSize(.speech, .standard, mediaMs: .max, characters: .max, seconds: 9e15)

        #expect(rate.price(of: work).credits == LedgerTransaction.mostCredits)
    }
}
