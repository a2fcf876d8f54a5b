import Domain
import Testing

@Suite struct FairPlacesTests {
    @Test func `owners take turns, and nobody has more than their share`() {
        var places = FairPlaces<String, Int>(places: 3, perOwner: 2, waitingPerOwner: 3)

        #expect(places.ask(1, of: "a") == .granted)
        #expect(places.ask(2, of: "a") == .granted)
        #expect(places.ask(3, of: "a") == .waits)
        #expect(places.ask(4, of: "a") == .waits)
        #expect(places.ask(5, of: "b") == .granted)
        #expect(places.ask(6, of: "b") == .waits)
        #expect(places.ask(7, of: "c") == .waits)
        #expect(places.ask(8, of: "a") == .waits)
        #expect(places.ask(9, of: "a") == .full)
        #expect(places.takenCount == 3 && places.waitingCount == 5)

        #expect(places.leave("a") == 3)
        #expect(places.leave("a") == 6)
        #expect(places.leave("b") == 7)
        #expect(places.leave("c") == 4)
        #expect(places.withdraw(8, of: "a") && !places.withdraw(8, of: "a"))
        #expect(places.leave("a") == nil && places.leave("nobody") == nil)
        #expect(places.waitingCount == 0 && places.takenCount == 2)
    }

    @Test func `who is over their share does not hold up those behind them`() {
        var places = FairPlaces<String, Int>(places: 4, perOwner: 2)
        for ticket in 1...4 { _ = places.ask(ticket, of: "a") }
        #expect(places.ask(5, of: "b") == .granted)
        #expect(places.ask(6, of: "c") == .granted)
        #expect(places.ask(7, of: "c") == .waits)

        #expect(places.leave("b") == 7)
        #expect(places.leave("c") == nil)
    }

    @Test func `a gate lets waiting callers through one by one, and cancelled ones out`() async throws {
        let gate = FairGate<String>(places: 1, perOwner: 1, waitingPerOwner: 2)
        let (doors, opened) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await gate.pass(as: "a") { for await _ in doors { break } }
        }
        while gate.takenCount == 0 { await Task.yield() }
        let second = Task { try await gate.pass(as: "a") { 2 } }
        while gate.waitingCount < 1 { await Task.yield() }
        let third = Task { try await gate.pass(as: "a") { 3 } }
        while gate.waitingCount < 2 { await Task.yield() }

        await #expect(throws: FairGate<String>.Full.self) { try await gate.pass(as: "a") {} }
        second.cancel()
        await #expect(throws: CancellationError.self) { _ = try await second.value }
        opened.yield()
        try await first.value
        #expect(try await third.value == 3)
        #expect(gate.takenCount == 0 && gate.waitingCount == 0)
    }
}
