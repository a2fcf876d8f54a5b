import Foundation
import Testing

@testable import Server

struct HeadGuardTests {
    @Test func `one address with unfinished heads loses its oldest, and everybody is still served`() async throws {
        try await TestHouse.with(change: { $0.limits.connection.waitingHeads = 8 }) { house in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        // Ends when the server ends the connection, one way or the other.
                        do {
                            return try await Wire.with(port: house.port) { wire in
                                try await wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ")
                                return try await wire.read(through: "\r\n") == nil
                            }
                        } catch {
                            return true
                        }
                    }
                }
                var closed = 0
                while closed < 32, let isClosed = try await group.next() { closed += isClosed ? 1 : 0 }
                #expect(closed == 32)

                #expect(try await house.http.get("/health/live").status == 200)
                group.cancelAll()
            }
        }
    }

    @Test func `a head that trickles in forever is not waited for`() async throws {
        try await TestHouse.with(change: { $0.limits.connection.head = .milliseconds(400) }) { house in
            let ended = try await Wire.with(port: house.port) { wire in
                try await wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n")
                return try await wire.read(through: "\r\n") == nil
            }

            #expect(ended)
        }
    }
}
