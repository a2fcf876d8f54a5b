import Domain
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Money. What is wrong here is somebody's loss.
struct LedgerTests {
    private let store: Store
    private let kim: AccountID

    init() async throws {
        store = try Store.temporary()
        kim = try await store.someone().id
    }

    private func grant(_ credits: Int, key: String) throws -> LedgerTransaction {
        try #require(
            LedgerTransaction(
                .grant, credits, from: .house(.promotions), to: .available(kim), key: key, account: kim, at: .sample))
    }

    @Test func `counts once what happened once`() async throws {
        let gift = try grant(100, key: "welcome")

        let counted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await store.post(gift) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(counted.filter { $0 }.count == 1)
        #expect(try await store.balance(of: .available(kim)) == 100)
        #expect(try await store.balance(of: .house(.promotions)) == -100)
    }

    @Test func `takes nothing that is not there`() async throws {
        _ = try await store.post(grant(10, key: "a"))
        let lapse = try #require(
            LedgerTransaction(
                .expiry, 11, from: .available(kim), to: .house(.expired), key: "lapse", account: kim, at: .sample))

        await #expect(throws: StoreError.insufficientCredits(needed: 11, available: 10)) {
            try await store.post(lapse)
        }

        #expect(try await store.balance(of: .available(kim)) == 10)
        #expect(try await store.balance(of: .house(.expired)) == 0)
    }

    @Test(arguments: [
        "INSERT INTO ledgerPosting VALUES (:id, 'house revenue', 5)",
        "INSERT INTO ledgerPosting VALUES (:id, 'house revenue', 5), (:id, 'house promotions', -4)",
        "INSERT INTO ledgerPosting VALUES (:id, 'house revenue', 5), (:id, 'house expired', -5)",
        "INSERT INTO ledgerPosting VALUES (:id, 'house revenue', 5), (:id, 'nobody available', -5)",
        "INSERT INTO ledgerPosting VALUES (:id, 'house revenue', 0)",
    ]) func `the schema seals nothing that does not balance`(postings: String) async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await store.commits.write { db in
                try db.execute(sql: "INSERT INTO ledgerTransaction (cause, externalKey, at) VALUES ('x', 'x', 1)")
                let id = db.lastInsertedRowID
                try db.execute(sql: postings, arguments: ["id": id])
                try db.execute(sql: "UPDATE ledgerTransaction SET isSealed = 1")
            }
        }

        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        for account in LedgerAccount.House.allCases { #expect(try await store.balance(of: .house(account)) == 0) }
    }

    @Test func `an open transaction takes only its own write down with it`() async throws {
        async let open: Void = store.commits.write { db in
            try db.execute(sql: "INSERT INTO ledgerTransaction (cause, externalKey, at) VALUES ('x', 'x', 1)")
        }
        async let gift = store.post(grant(7, key: "a"))

        let isCounted = try await gift
        var fault: (any Error)?
        do { try await open } catch { fault = error }

        #expect(isCounted)
        #expect((fault as? DatabaseError)?.resultCode == .SQLITE_CONSTRAINT)
        #expect(try await store.balance(of: .available(kim)) == 7)
    }

    /// Random lives of tasks and gifts, against plain arithmetic.
    @Test(arguments: 0..<8) func `holds, captures and releases as arithmetic says, whatever happens`(seed: Int)
        async throws
    {
        var chance = Chance(seed: UInt64(seed) + 1)
        let people = [kim, try await store.someone().id, try await store.someone().id]
        var expected = Books()
        var tasks: [TaskID: GenerationTask] = [:]
        for step in 0..<250 {
            let person = people[chance.below(3)]
            let known = tasks.values.filter { $0.accountID == person }.sorted { $0.id.rawValue < $1.id.rawValue }
            let task = known.isEmpty ? nil : known[chance.below(known.count)]
            switch (chance.below(6), task) {
            case (0, _):
                let credits = chance.below(60)
                try await store.give(credits, to: person)
                _ = expected.move(credits, from: .house(.promotions), to: .available(person))
            case (1, _), (_, nil):
                let new = GenerationTask.sample(of: person)
                let price = chance.below(40)
                let isPaid = expected.move(price, from: .available(person), to: .held(person))
                do {
                    try await store.submit(new, holding: price)
                    #expect(isPaid)
                    tasks[new.id] = try await store.task(new.id)
                } catch StoreError.insufficientCredits {
                    #expect(!isPaid, "step \(step)")
                }
            case (2, let task?): tasks[task.id] = try await store.start(task.id, at: .sample, lease: .sample) ?? task
            case (3, let task?):
                guard let again = try await retry(task, &expected) else { continue }
                tasks[task.id] = again
            case (let way, let task?):
                let outcome: TaskOutcome =
                    way == 4
                    ? .succeeded(Delivery()) : chance.below(2) == 0 ? .cancelled : .failed(.sample)
                let ended = try await store.end(task.id, as: outcome, at: .sample)
                #expect((ended == nil) == (task.ended(as: outcome, at: .sample) == nil))
                guard let ended else { continue }
                let isCharged = ended.status == .succeeded
                _ = expected.move(
                    task.creditsPrice, from: .held(person), to: isCharged ? .house(.revenue) : .available(person))
                #expect(ended.creditsCharged == (isCharged ? task.creditsPrice : 0))
                tasks[task.id] = ended
            }
        }

        for (account, balance) in expected.balances { #expect(try await store.balance(of: account) == balance) }
        #expect(expected.balances.values.reduce(0, +) == 0)
        #expect(try await store.checkIntegrity().isEmpty)
    }

    private func retry(_ task: GenerationTask, _ expected: inout Books) async throws -> GenerationTask? {
        guard task.status == .failed || task.status == .cancelled else {
            #expect(try await store.retry(task.id, of: task.accountID, at: .sample) == nil)
            return nil
        }
        let isPaid = expected.move(
            task.creditsPrice, from: .available(task.accountID), to: .held(task.accountID))
        do {
            let again = try await store.retry(task.id, of: task.accountID, at: .sample)
            #expect(isPaid && again?.creditsHeld == task.creditsPrice)
            return again
        } catch StoreError.insufficientCredits {
            #expect(!isPaid)
            return nil
        }
    }

    @Test func `tells an operator of a balance that its postings do not explain`() async throws {
        _ = try await store.post(grant(10, key: "a"))
        #expect(try await store.checkIntegrity().isEmpty)

        try await store.commits.write { db in
            try db.execute(sql: "UPDATE ledgerAccount SET balance = 11 WHERE purpose = 'available'")
        }

        #expect(try await store.checkIntegrity().count == 1)
    }
}

/// What the balances should be.
private struct Books {
    var balances: [LedgerAccount: Int] = [:]

    /// - Returns: false, with nothing moved, when the source has too little.
    mutating func move(_ credits: Int, from source: LedgerAccount, to target: LedgerAccount) -> Bool {
        let rest = balances[source, default: 0] - credits
        guard credits == 0 || rest >= 0 || source.mayBeNegative else { return false }
        balances[source] = rest
        balances[target, default: 0] += credits
        return true
    }
}

extension GenerationTask.Failure {
    fileprivate static let sample = Self(code: "broke", message: "It broke.", isRetryable: true)
}
