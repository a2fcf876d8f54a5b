import Domain
import Foundation
import Outbound
import Synchronization
import Testing

@Suite struct OutboundPoolTests {
    @Test func `requests one after another share a connection, and that is counted`() async throws {
        let connections = Atomic(0)
        let stage = try Stage { connection in
            connections.add(1, ordering: .relaxed)
            while let request = connection.request() { connection.answer("200 OK", [], request.body) }
        }
        let pool = OutboundPool()
        let client = stage.client(pool: pool)

        for number in 0..<10 {
            let method = number.isMultiple(of: 2) ? "POST" : "GET"
            _ = try await client.send(WebRequest(method, stage.url, body: .bytes(Data("\(number)".utf8))))
        }

        #expect(connections.load(ordering: .relaxed) == 1)
        let counts = pool.counts
        #expect(counts.opened == 1 && counts.reused == 9 && counts.finished == 10)
        #expect(counts.inFlight == 0 && counts.waiting == 0)
    }

    /// A kept connection would otherwise be a way round the policy that opened it.
    @Test func `a kept connection is for those only whose policy would have made it`() async throws {
        let asked = Atomic(0)
        let stage = try Stage { connection in
            while connection.request() != nil {
                asked.add(1, ordering: .relaxed)
                connection.answer()
            }
        }
        let pool = OutboundPool()
        _ = try await stage.client(pool: pool).send(.get(stage.url))

        await #expect(throws: WebError.forbiddenAddress) {
            _ = try await WebClient(policy: .online, pool: pool).send(.get(stage.url))
        }
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { unlink(path) }
        await #expect(throws: FetchError.forbiddenAddress) {
            _ = try await RemoteMediaFetcher(pool: pool).fetch(stage.url, to: path, maxBytes: 10, for: somebody)
        }
        #expect(asked.load(ordering: .relaxed) == 1)
    }

    @Test func `a request that may have been carried out is not sent twice`() async throws {
        let seen = Mutex<[String]>([])
        let stage = try Stage { connection in
            guard let first = connection.request() else { return }
            seen.withLock { $0.append(first.method) }
            connection.answer()
            // The second over the same connection arrives, and the connection ends without an answer.
            guard let second = connection.request() else { return }
            seen.withLock { $0.append(second.method) }
        }
        let post = stage.client()
        _ = try await post.send(.get(stage.url))
        await #expect(throws: WebError.self) {
            _ = try await post.send(WebRequest("POST", stage.url, body: .bytes(Data("pay".utf8))))
        }
        #expect(seen.withLock { $0 } == ["GET", "POST"])

        let put = stage.client()
        _ = try await put.send(.get(stage.url))
        let reply = try await put.send(WebRequest("PUT", stage.url, body: .bytes(Data("same".utf8))))
        #expect(reply.status == 200)
        #expect(seen.withLock { $0 } == ["GET", "POST", "GET", "PUT", "PUT"])
    }

    @Test func `one share does not hold up another, and waits its turn`() async throws {
        let stage = try Stage { connection in
            guard let request = connection.request() else { return }
            if request.path == "/slow" { return connection.waitForEnd() }
            connection.answer()
        }
        let pool = OutboundPool(places: 4, perShare: 2, waitingPerShare: 3)
        let client = WebClient(policy: .online, pool: pool, limits: WebLimits(total: .seconds(60)))
        let greedy = client.naming([stage.url], as: "greedy")
        let other = client.naming([stage.url], as: "other")
        let slow = (0..<5).map { _ in Task { try await greedy.send(.get(stage.url + "/slow")) } }
        while pool.counts.waiting < 3 { await Task.yield() }
        #expect(pool.counts.inFlight == 2)

        #expect(try await other.send(.get(stage.url + "/x")).status == 200)
        await #expect(throws: WebError.busy) { _ = try await greedy.send(.get(stage.url + "/x")) }
        await #expect(throws: WebError.timedOut) {
            var request = WebRequest("GET", stage.url + "/x")
            request.limits = WebLimits(total: .milliseconds(100))
            slow[4].cancel()
            _ = await slow[4].result
            _ = try await greedy.send(request)
        }

        for task in slow { task.cancel() }
        for task in slow { _ = await task.result }
        #expect(try await greedy.send(.get(stage.url + "/x")).status == 200)
        #expect(pool.counts.inFlight == 0 && pool.counts.waiting == 0)
    }

    @Test func `four slow servers of one account do not stop another's download`() async throws {
        let stage = try Stage { connection in
            guard let request = connection.request() else { return }
            guard request.path == "/slow" else {
                connection.answer("200 OK", [], Data("here".utf8))
                return
            }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
            while connection.write("x") { usleep(10_000) }
        }
        let pool = RemoteMediaFetcher.pool(places: 4, perAccount: 2)
        let fetcher = RemoteMediaFetcher(policy: AddressPolicy(allowsLoopback: true), pool: pool)
        let other = AccountID(UUIDv7(milliseconds: 2, counter: 2, random: 2))
        let folder = NSTemporaryDirectory() + UUID().uuidString + "-"
        let slow = (0..<8).map { number in
            Task {
                _ = try await fetcher.fetch(
                    stage.url + "/slow", to: folder + "\(number)", maxBytes: 1 << 30, for: somebody)
            }
        }
        while pool.counts.waiting < 6 { await Task.yield() }

        _ = try await fetcher.fetch(stage.url + "/x", to: folder + "other", maxBytes: 100, for: other)

        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "other")) == Data("here".utf8))
        #expect(pool.counts.inFlight == 2)
        for task in slow { task.cancel() }
        for task in slow { _ = await task.result }
        #expect(pool.counts.inFlight == 0)
        for name in (0..<8).map(String.init) + ["other"] { unlink(folder + name) }
    }

    @Test func `a name that answers nothing holds up nobody else`() async throws {
        let stage = try Stage { connection in
            while connection.request() != nil { connection.answer() }
        }
        // A full backlog: connecting to it neither works nor fails.
        let deaf = try DeafListener()
        let pool = OutboundPool()
        let client = WebClient(policy: .online, pool: pool).naming([stage.url, deaf.url], as: "x")
        let stuck = Task { try await client.send(.get(deaf.url)) }

        for _ in 0..<20 { #expect(try await client.send(.get(stage.url)).status == 200) }

        stuck.cancel()
        _ = await stuck.result
    }
}

/// Listens on loopback and accepts nobody.
private final class DeafListener: Sendable {
    let url: String
    private let socket: Int32

    init() throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 0) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }

    deinit { close(socket) }
}
