import Domain
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Studio

private final class Count: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}

/// Signing in while somebody does their worst.
@Suite struct SignInPressureTests {
    private let store: Store
    private let clock = HandClock()
    private let home = Client(address: "192.0.2.1", userAgent: "a browser")

    init() throws { store = try .temporary() }

    private func accounts(
        _ parameters: PasswordHasher.Parameters = .init(logRounds: 4, blockSize: 8, parallelism: 1),
        _ rules: SignInLimits.Rules = .init()
    ) -> Accounts {
        Accounts(
            store: store, passwords: PasswordHasher(parameters: parameters),
            limits: SignInLimits(rules: rules, now: clock.now), newID: sampleIDs, now: clock.now)
    }

    private func failures() async throws -> Int {
        try await store.auditLog(action: .signInFailed, actor: nil, page: PageRequest(limit: 100)).items.count
    }

    @Test func `sixty guesses at once are no more than ten one after another`() async throws {
        let accounts = accounts(.init(logRounds: 12, blockSize: 8, parallelism: 1))
        _ = try await accounts.register(email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let stranger = Client(address: "203.0.113.9", userAgent: "")

        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    _ = try? await accounts.signIn(
                        email: "kim@example.org", password: "guess \(number)", client: stranger)
                }
            }
        }

        #expect(try await failures() == 10)
        _ = try await accounts.signIn(email: "kim@example.org", password: "correct horse", client: home)
    }

    @Test func `an attempt that came to nothing does not count`() async throws {
        let limits = SignInLimits(now: clock.now)
        for _ in 0..<50 {
            _ = try limits.admit(email: "kim@example.org", address: "192.0.2.1")
            limits.withdraw(email: "kim@example.org", address: "192.0.2.1")
        }
        #expect(try limits.admit(email: "kim@example.org", address: "192.0.2.1") == nil)
    }

    @Test func `one address with many right passwords holds up nobody else`() async throws {
        // About 80 ms each.
        let accounts = accounts(.init(logRounds: 15, blockSize: 8, parallelism: 1))
        for number in 0..<8 {
            _ = try await accounts.register(
                email: "\(number)@example.org", password: "correct horse", name: nil, client: home)
        }
        let flood = Client(address: "203.0.113.9", userAgent: "")
        let clock = ContinuousClock()
        let ended = Count()

        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<80 {
                group.addTask {
                    _ = try? await accounts.signIn(
                        email: "\(number % 8)@example.org", password: "correct horse", client: flood)
                    ended.add()
                }
            }
            for _ in 0..<100 { await Task.yield() }
            let before = ended.value
            let time = try await clock.measure {
                _ = try await accounts.signIn(email: "0@example.org", password: "correct horse", client: home)
            }
            #expect(time < .seconds(2))
            #expect(ended.value - before < 40, "most of the flood was served first")
            try await group.waitForAll()
        }
    }

    @Test func `a sign-in with the former password that is still under way when it changes lets nobody in`()
        async throws
    {
        // About 80 ms each, two at a time.
        let accounts = accounts(.init(logRounds: 15, blockSize: 8, parallelism: 1))
        let kim = try await accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let next = try await accounts.passwords.hash("battery staple", for: "")
        let (done, first) = AsyncStream.makeStream(of: Void.self)

        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                let thief = Client(address: "203.0.113.\(number)", userAgent: "")
                group.addTask {
                    defer { first.yield() }
                    let signIn = try? await accounts.signIn(
                        email: "kim@example.org", password: "correct horse", client: thief)
                    return signIn == nil
                }
            }
            for await _ in done { break }
            _ = try await store.changePassword(
                from: nil, to: next, of: kim.account.id, ending: .sessions, except: kim.session.id, at: .now(),
                mail: { _ in nil }, noting: nil)
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }

        #expect(refused > 0, "all of them were faster than the change: nothing was tried")
        #expect(try await store.sessions(of: kim.account.id, at: clock.now()).map(\.id) == [kim.session.id])
    }

    @Test func `a former password that was to be hashed anew does not come back`() async throws {
        let old = accounts()
        let kim = try await old.register(email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let former = try #require(try await store.credentials(email: "kim@example.org")?.passwordHash)
        let next = try await old.passwords.hash("battery staple", for: "")
        #expect(try await store.replacePasswordHash(former, with: next, of: kim.account.id))

        #expect(try await !store.replacePasswordHash(former, with: former, of: kim.account.id))

        _ = try await old.signIn(email: "kim@example.org", password: "battery staple", client: home)
    }

    @Test func `guesses from many addresses at one account come one at a time, and its owner's place is kept`()
        async throws
    {
        var rules = SignInLimits.Rules()
        rules.pause = .milliseconds(100)
        let accounts = accounts(.init(logRounds: 4, blockSize: 8, parallelism: 1), rules)
        _ = try await accounts.register(email: "kim@example.org", password: "correct horse", name: nil, client: home)
        for number in 0..<60 {
            accounts.limits.noteWrong(email: "kim@example.org", address: "198.51.100.\(number)")
        }
        let clock = ContinuousClock()

        let all = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    let stranger = Client(address: "203.0.113.\(number)", userAgent: "")
                    group.addTask {
                        _ = try? await accounts.signIn(email: "kim@example.org", password: "guess", client: stranger)
                    }
                }
                // Where the owner is signed in already, nobody has to wait for the guesses of others.
                let own = try await clock.measure {
                    _ = try await accounts.signIn(email: "kim@example.org", password: "correct horse", client: home)
                }
                #expect(own < .milliseconds(800))
                try await group.waitForAll()
            }
        }

        #expect(all >= .milliseconds(2000), "twenty guesses took \(all)")
    }
}
