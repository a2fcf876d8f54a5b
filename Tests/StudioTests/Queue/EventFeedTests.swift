import Domain
import Studio
import Testing
import TestSupport

/// Who comes back misses nothing, or is told that he has.
@Suite struct EventFeedTests {
    private let account: AccountID = sampleIDs.next()
    private let task: TaskID = sampleIDs.next()

    private func lines(_ events: AsyncStream<FeedEvent>, _ count: Int) async -> [String] {
        var lines: [String] = []
        for await event in events {
            if case .log(let line) = event.kind { lines.append(line) }
            if lines.count == count { break }
        }
        return lines
    }

    @Test func `goes on after the last event seen`() async {
        let feed = EventFeed()
        for number in 1...5 { feed.publish(.log("\(number)"), task: task, account: account) }

        let (events, isIncomplete) = feed.listen(account: account, task: nil, after: feed.lastID - 2)
        feed.publish(.log("6"), task: task, account: account)

        #expect(!isIncomplete)
        #expect(await lines(events, 3) == ["4", "5", "6"])
    }

    /// The two once waited for each other for ever, and with them everybody's events.
    @Test(.timeLimit(.minutes(1)))
    func `a page that is left at the moment of an event holds nobody up`() async throws {
        let feed = EventFeed()
        let (account, task) = (account, task)
        let publisher = Task.detached {
            while !Task.isCancelled { feed.publish(.log("again"), task: task, account: account) }
        }
        for _ in 0..<3000 {
            let (events, _) = feed.listen(account: account, task: nil, after: nil)
            let listener = Task.detached { for await _ in events {} }
            await Task.yield()
            listener.cancel()
            await listener.value
        }
        publisher.cancel()
        await publisher.value
    }

    @Test func `says when events in between are forgotten`() async {
        let feed = EventFeed(eventsPerAccount: 3)
        let before = feed.lastID
        for number in 1...5 { feed.publish(.log("\(number)"), task: task, account: account) }

        let (events, isIncomplete) = feed.listen(account: account, task: nil, after: before + 1)

        #expect(isIncomplete)
        #expect(await lines(events, 3) == ["3", "4", "5"])
        #expect(!feed.listen(account: account, task: nil, after: before + 2).isIncomplete)
    }

    @Test func `an id of another run of the server is known to be one`() {
        let earlier = EventFeed(now: .sample)
        earlier.publish(.log("x"), task: task, account: account)
        let later = EventFeed(now: .sample + .seconds(1))

        #expect(later.lastID > earlier.lastID)
        #expect(later.listen(account: account, task: nil, after: earlier.lastID).isIncomplete)
        #expect(earlier.listen(account: account, task: nil, after: later.lastID).isIncomplete)
    }

    @Test func `an account hears nothing of another, nor a task's listener of other tasks`() async {
        let feed = EventFeed()
        let other: TaskID = sampleIDs.next()
        let (mine, _) = feed.listen(account: account, task: nil, after: nil)
        let (narrow, _) = feed.listen(account: account, task: task, after: nil)

        feed.publish(.log("foreign"), task: task, account: sampleIDs.next())
        feed.publish(.log("other task"), task: other, account: account)
        feed.publish(.log("this task"), task: task, account: account)

        #expect(await lines(mine, 2) == ["other task", "this task"])
        #expect(await lines(narrow, 1) == ["this task"])
    }

    @Test func `accounts nobody listens to are forgotten before memory grows`() {
        let feed = EventFeed(accounts: 10)
        feed.publish(.log("old"), task: task, account: account)
        let seen = feed.lastID - 1
        for _ in 0..<50 { feed.publish(.log("x"), task: task, account: sampleIDs.next()) }

        #expect(feed.listen(account: account, task: nil, after: seen).isIncomplete)
    }

    @Test func `a listener that does not read loses the oldest events, not the server its memory`() async {
        let feed = EventFeed(eventsPerAccount: 2, backlog: 3)
        let (events, _) = feed.listen(account: account, task: nil, after: nil)
        for number in 1...100 { feed.publish(.log("\(number)"), task: task, account: account) }
        feed.close()

        #expect(await lines(events, .max) == ["96", "97", "98", "99", "100"])
    }

    @Test func `closing ends every stream, and later ones at once`() async {
        let feed = EventFeed()
        let (events, _) = feed.listen(account: account, task: nil, after: nil)

        feed.close()

        #expect(await lines(events, .max).isEmpty)
        #expect(await lines(feed.listen(account: account, task: nil, after: nil).events, .max).isEmpty)
    }
}
