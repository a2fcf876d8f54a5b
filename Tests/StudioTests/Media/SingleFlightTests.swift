import Testing

@testable import Studio

@Suite struct SingleFlightTests {
    @Test func `a making goes on while somebody waits, and ends with the last who leaves`() async throws {
        let flights = SingleFlight<Int, Int>()
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        let make: @Sendable () async throws -> Int = {
            beginning.yield()
            do { try await Task.sleep(for: .seconds(600)) } catch {
                ending.yield()
                throw error
            }
            return 1
        }
        let first = Task { try await flights.value(for: 1, make) }
        for await _ in begun { break }
        let (joined, joining) = AsyncStream.makeStream(of: Void.self)
        let second = Task {
            joining.yield()
            return try await flights.value(for: 1, make)
        }
        for await _ in joined { break }
        for _ in 0..<100 { await Task.yield() }

        first.cancel()
        for _ in 0..<100 { await Task.yield() }
        second.cancel()
        for await _ in ended { break }

        await #expect(throws: CancellationError.self) { _ = try await first.value }
        await #expect(throws: CancellationError.self) { _ = try await second.value }
        #expect(try await flights.value(for: 1) { 2 } == 2)
    }
}
