import Domain
import Foundation
import Outbound
import Synchronization
import Testing

@Suite struct WebLimitTests {
    @Test(arguments: [200, 404]) func `an answer over the limit is refused, announced or not`(status: Int) async throws
    {
        let body = Data(count: 3000)
        let announced = try Stage { connection in
            _ = connection.request()
            connection.answer("\(status) X", [], body)
        }
        let silent = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 \(status) X\r\n\r\n")
            connection.write(body)
        }

        for stage in [announced, silent] {
            let client = stage.client(WebLimits(total: .seconds(10), answerBytes: 1000))
            await #expect(throws: WebError.tooLarge(limitBytes: 1000)) {
                _ = try await client.send(.get(stage.url))
            }
        }
    }

    @Test func `a trickle ends at the deadline, and one below the slowest pace before it`() async throws {
        let stage = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while connection.write("x") { usleep(50_000) }
        }
        let clock = ContinuousClock()

        let total = await clock.measure {
            await #expect(throws: WebError.timedOut) {
                _ = try await stage.client(WebLimits(total: .milliseconds(700))).send(.get(stage.url))
            }
        }
        #expect(total < .seconds(3))

        var limits = WebLimits(total: .seconds(60))
        limits.idle = .seconds(1)
        limits.slowest = 1000
        let idle = await clock.measure {
            await #expect(throws: WebError.timedOut) { _ = try await stage.client(limits).send(.get(stage.url)) }
        }
        #expect(idle < .seconds(10))
    }

    @Test func `a connection that ends early is no answer`() async throws {
        let half = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        }
        let silent = try Stage { connection in _ = connection.request() }
        let nonsense = try Stage { connection in
            _ = connection.request()
            connection.write("220 post office\r\n")
        }

        for stage in [half, silent, nonsense] {
            let error = await #expect(throws: WebError.self) { _ = try await stage.client().send(.get(stage.url)) }
            guard case .unreachable = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    /// RFC 1952: 10 MiB of nothing in 10 KiB. Nothing compressed is asked for, so nothing grows here.
    @Test func `an answer that is compressed without having been asked to be is refused`() async throws {
        let asked = Mutex<String?>(nil)
        let stage = try Stage { connection in
            asked.withLock { $0 = connection.request()?.headers["accept-encoding"] }
            connection.answer("200 OK", ["Content-Encoding: gzip"], Data([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]))
        }

        await #expect(throws: WebError.unreachable("the answer is compressed although that was not asked for")) {
            _ = try await stage.client().send(.get(stage.url))
        }
        #expect(asked.withLock { $0 } == nil)
    }

    @Test func `a head without end is refused, interim answers included`() async throws {
        let long = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\n")
            while connection.write("X-A: \(String(repeating: "x", count: 900))\r\n") {}
        }
        let interim = try Stage { connection in
            _ = connection.request()
            while connection.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n") {}
        }

        for stage in [long, interim] {
            await #expect(throws: WebError.unreachable("the answer's head is too large")) {
                _ = try await stage.client().send(.get(stage.url))
            }
        }
    }

    @Test func `a cancelled caller leaves at once, and the connection ends`() async throws {
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        let (left, leaving) = AsyncStream.makeStream(of: Void.self)
        let stage = try Stage { connection in
            _ = connection.request()
            arrival.yield()
            connection.waitForEnd()
            leaving.yield()
        }
        let client = stage.client(WebLimits(total: .seconds(600)))
        let task = Task { try await client.send(.get(stage.url)) }
        for await _ in arrived { break }

        task.cancel()

        await #expect(throws: WebError.cancelled) { _ = try await task.value }
        for await _ in left { break }
    }
}
