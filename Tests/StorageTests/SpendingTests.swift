import Domain
import TestSupport
import Testing

@testable import Storage

/// Who pays for what, through all that can happen to a task.
struct SpendingTests {
    private let store: Store
    private let kim: AccountID

    init() async throws {
        store = try Store.temporary()
        kim = try await store.someone().id
    }

    private func give(_ credits: Int, until expiresAt: Timestamp?, to account: AccountID) async throws {
        let key = (sampleIDs.next() as AccountID).rawValue
        var grant = try #require(
            LedgerTransaction(
                .grant, credits, from: .house(.promotions), to: .available(account), key: key, account: account,
                at: .sample))
        grant.expiresAt = expiresAt
        _ = try await store.post(grant)
    }

    private func charge(_ credits: Int, seconds: Int64, includedSeconds: Int64 = 0) -> Charge {
        var charge = Charge(credits: credits, lengthMs: seconds * 1000)
        charge.allowance = Charge.Allowance(
            startsAt: .sample + .seconds(-86_400), endsAt: .sample + .seconds(86_400),
            includedMs: includedSeconds * 1000)
        return charge
    }

    private func finish(_ task: GenerationTask, lengthMs: Int? = nil) async throws -> GenerationTask? {
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        guard let lengthMs else { return try await store.end(task.id, as: .succeeded(Delivery()), at: .sample) }
        let file = MediaFile(
            id: sampleIDs.next(), accountID: task.accountID, kind: .audio, origin: .result, title: "x",
            blob: .random(),
            facts: MediaFacts(kind: .audio, container: "wav", durationMs: lengthMs, sizeBytes: 1000), createdAt: .sample
        )
        return try await store.end(task.id, as: .succeeded(Delivery(file: file)), at: .sample)
    }

    @Test func `credits that lapse are spent first, the next to lapse before the others`() async throws {
        try await give(10, until: nil, to: kim)
        try await give(10, until: .sample + .seconds(200), to: kim)
        try await give(10, until: .sample + .seconds(100), to: kim)

        let task = GenerationTask.sample(of: kim)
        try await store.submit(task, holding: 15)

        #expect(
            try await store.credits(of: kim, welcome: nil, at: .sample).lots == [
                .init(credits: 5, expiresAt: .sample + .seconds(200))
            ])
        _ = try await store.end(task.id, as: .cancelled, at: .sample)
        let back = try await store.credits(of: kim, welcome: nil, at: .sample)
        #expect(back.lots.map(\.credits) == [10, 10] && back.available == 30)
        #expect(try await store.checkIntegrity().isEmpty)
    }

    @Test func `credits lapse once, also those that come back late`() async throws {
        try await give(10, until: .sample + .seconds(100), to: kim)
        let task = GenerationTask.sample(of: kim)
        try await store.submit(task, holding: 4)

        #expect(try await store.expireCredits(at: .sample + .seconds(100)) == 1)
        #expect(try await store.expireCredits(at: .sample + .seconds(101)) == 0)
        _ = try await store.end(task.id, as: .cancelled, at: .sample + .seconds(102))
        #expect(try await store.balance(of: .available(kim)) == 4)
        #expect(try await store.expireCredits(at: .sample + .seconds(103)) == 1)

        #expect(try await store.balance(of: .available(kim)) == 0)
        #expect(try await store.balance(of: .house(.expired)) == 10)
        #expect(try await store.checkIntegrity().isEmpty)
    }

    @Test func `what has lapsed pays for nothing, even before it is swept`() async throws {
        try await give(10, until: .sample + .seconds(-1), to: kim)

        await #expect(throws: StoreError.insufficientCredits(needed: 1, available: 0)) {
            try await store.submit(.sample(of: kim), holding: 1)
        }
        #expect(try await store.credits(of: kim, welcome: nil, at: .sample).available == 0)
    }

    @Test func `minutes pay first, and a shorter result costs less`() async throws {
        try await give(100, until: nil, to: kim)
        let task = GenerationTask.sample(of: kim)

        let queued = try await store.submit(task, charging: charge(60, seconds: 60, includedSeconds: 20))
        #expect(queued.coveredMs == 20_000 && queued.creditsHeld == 40)
        let ended = try await finish(queued, lengthMs: 30_000)

        #expect(ended?.creditsCharged == 10)
        #expect(try await store.balance(of: .available(kim)) == 90)
        #expect(try await store.balance(of: .house(.revenue)) == 10)
        let usage = try #require(try await store.usage(of: kim, at: .sample))
        #expect(usage.usedMs == 20_000 && usage.heldMs == 0 && usage.leftMs == 0)
        #expect(try await store.checkIntegrity().isEmpty)
    }

    @Test func `a longer result than foreseen costs no more than was held`() async throws {
        try await give(100, until: nil, to: kim)
        let task = try await store.submit(.sample(of: kim), charging: charge(60, seconds: 60))

        #expect(try await finish(task, lengthMs: 600_000)?.creditsCharged == 60)
    }

    @Test func `where only minutes pay, too few are refused`() async throws {
        var charge = charge(0, seconds: 30, includedSeconds: 40)
        charge.takesMinutesOnly = true
        let first = try await store.submit(.sample(of: kim), charging: charge)

        await #expect(throws: StoreError.insufficientMinutes(neededMs: 30_000, leftMs: 10_000)) {
            try await store.submit(.sample(of: kim), charging: charge)
        }
        _ = try await store.end(first.id, as: .cancelled, at: .sample)
        try await store.submit(.sample(of: kim), charging: charge)
    }

    @Test func `ten thousand submits at once never overspend`() async throws {
        try await give(3000, until: .sample + .seconds(100), to: kim)
        try await give(2000, until: nil, to: kim)

        let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<10_000 {
                group.addTask {
                    do {
                        try await store.submit(.sample(of: kim), holding: 1)
                        return true
                    } catch StoreError.insufficientCredits {
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }

        #expect(accepted == 5000)
        #expect(try await store.balance(of: .available(kim)) == 0)
        #expect(try await store.balance(of: .held(kim)) == 5000)
        #expect(try await store.checkIntegrity().isEmpty)
    }

    /// Random lives: nothing is ever below zero, made from nothing or lost.
    @Test(arguments: 0..<6) func `the books hold, whatever happens`(seed: Int) async throws {
        var chance = Chance(seed: UInt64(seed) + 77)
        var (tasks, moment): ([GenerationTask], Timestamp) = ([], .sample)
        var given = 0
        for _ in 0..<200 {
            moment = moment + .seconds(chance.below(40))
            let task = tasks.isEmpty ? nil : tasks[chance.below(tasks.count)]
            switch chance.below(7) {
            case 0:
                let credits = 1 + chance.below(50)
                try await give(
                    credits, until: chance.below(2) == 0 ? moment + .seconds(chance.below(300)) : nil, to: kim)
                given += credits
            case 1, 2:
                do {
                    let length = Int64(1 + chance.below(100))
                    tasks.append(
                        try await store.submit(
                            .sample(of: kim), charging: charge(chance.below(60), seconds: length, includedSeconds: 500))
                    )
                } catch StoreError.insufficientCredits {}
            case 3: if let task { _ = try await finish(task, lengthMs: chance.below(120_000)) }
            case 4: if let task { _ = try await store.end(task.id, as: .cancelled, at: moment) }
            case 5:
                do {
                    if let task { _ = try await store.retry(task.id, of: kim, at: moment) }
                } catch StoreError.insufficientCredits {}
            default: _ = try await store.expireCredits(at: moment)
            }
        }

        #expect(try await store.checkIntegrity().isEmpty)
        let balance = try await store.credits(of: kim, welcome: nil, at: moment)
        let spent = try await store.balance(of: .house(.revenue))
        let lapsed = try await store.balance(of: .house(.expired))
        #expect(balance.available + balance.held + spent + lapsed == given)
    }

    @Test func `the books tell of every way in which they could be wrong`() async throws {
        try await give(10, until: .sample + .seconds(100), to: kim)
        let task = try await store.submit(.sample(of: kim), charging: charge(30, seconds: 30, includedSeconds: 20))
        #expect(try await store.checkLedger().isEmpty)

        for (sql, word) in [
            ("UPDATE creditLot SET rest = 9", "another rest"),
            ("UPDATE usagePeriod SET heldMs = 1", "other minutes"),
            (
                "UPDATE task SET creditsPrice = 1, creditsHeld = 1 WHERE id = '\(task.id)'",
                "other credits than its tasks"
            ),
        ] {
            try await store.commits.write { db in try db.execute(sql: sql) }
            #expect(try await store.checkLedger().contains { $0.contains(word) }, "\(word)")
        }
    }
}
