import Domain
import Foundation
import Outbound
import Synchronization
import Testing

/// Who may be called: a hole here is a server that phones home though its owner was told that it does not.
@Suite struct OutboundPolicyTests {
    /// Keeps what would be logged.
    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    @Test(arguments: [
        "https://accounts.google.com/.well-known/openid-configuration?secret=s", "http://127.0.0.1:8422/google",
        "https://127.0.0.1:8421/google", "http://localhost:8421/", "http://127.0.0.1.example.com:8421/",
        "smtp://127.0.0.1:8421",
    ])
    func `offline nobody but the stand-ins is called, and the log says who was wanted without telling secrets`(
        url: String
    ) throws {
        let log = Log()
        let policy = OutboundPolicy.offline(standIns: ["http://127.0.0.1:8421/google"]) { log.add($0) }
            .naming([url, "http://127.0.0.1:8421"])

        #expect(throws: OutboundRefusal.self) { _ = try policy.addresses(for: url) }
        #expect(log.all.count == 1 && !log.all[0].contains("secret") && !log.all[0].hasSuffix("/"))

        let standIn = try policy.addresses(for: "http://127.0.0.1:8421/wechat/sns/userinfo?access_token=t")
        #expect(standIn.allowsLoopback)
        #expect(log.all.count == 1)
    }

    @Test func `loopback is open only to the setting that names it`() throws {
        let policy = OutboundPolicy.online.naming(["http://localhost:9000/oidc", "https://accounts.google.com"])

        #expect(try policy.addresses(for: "http://localhost:9000/token").allowsLoopback)
        #expect(try !policy.addresses(for: "http://localhost:9001/token").allowsLoopback)
        #expect(try !policy.addresses(for: "http://127.0.0.1:9000/token").allowsLoopback)
        // The name stands in the settings, but it is not loopback's: should it lead there, it is refused.
        #expect(try !policy.addresses(for: "https://accounts.google.com/x").allowsLoopback)
        #expect(try !OutboundPolicy.online.addresses(for: "http://127.0.0.1:9000/").allowsLoopback)
    }

    @Test func `offline a client's URL is not fetched, from the stand-ins neither`() async throws {
        let log = Log()
        let server = try LoopbackServer { _ in Data("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8) }
        let here = "http://127.0.0.1:\(server.port)/x"
        let fetcher = RemoteMediaFetcher(outbound: .offline(standIns: [here]) { log.add($0) })
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { unlink(path) }

        await #expect(throws: FetchError.offline) {
            _ = try await fetcher.fetch("https://example.com/a.png", to: path, maxBytes: 10, for: somebody)
        }
        await #expect(throws: FetchError.forbiddenAddress) {
            _ = try await fetcher.fetch(here, to: path, maxBytes: 10, for: somebody)
        }
        #expect(log.all == ["https://example.com:443"])
    }

    @Test func `each call that is not made is told once, with why`() async throws {
        let told = Log()
        let server = try LoopbackServer { _ in Data("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8) }
        let here = "http://127.0.0.1:\(server.port)/x"
        let online = OutboundPolicy.online.telling { told.add("\($0)") }
        let offline = OutboundPolicy.offline(standIns: []) { _ in }.telling { told.add("\($0)") }
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { unlink(path) }

        _ = try? await RemoteMediaFetcher(outbound: online).fetch(here, to: path, maxBytes: 10, for: somebody)
        _ = try? await RemoteMediaFetcher(outbound: offline).fetch(here, to: path, maxBytes: 10, for: somebody)
        _ = try? await WebClient(policy: online.naming(["https://example.com"])).send(.get(here))
        _ = try? await WebClient(policy: offline.naming([here])).send(.get(here))
        #expect(told.all == ["address", "offline", "address", "offline"])

        _ = try? await WebClient(policy: online.naming([here])).send(.get(here))
        #expect(told.all.count == 4)
    }
}

@Suite struct WebClientTests {
    private func client(_ server: LoopbackServer, maxBytes: Int64 = 1000) -> WebClient {
        WebClient(
            policy: OutboundPolicy.online.naming(["http://127.0.0.1:\(server.port)"]),
            limits: WebLimits(total: .seconds(5), answerBytes: maxBytes))
    }

    private func answer(_ head: String, _ body: String = "") -> Data {
        Data("HTTP/1.1 \(head)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)".utf8)
    }

    @Test func `a form and a query arrive as they were meant, and any status is an answer`() async throws {
        let server = try LoopbackServer { line in
            self.answer("401 Unauthorized\r\nCache-Control: max-age=7\r\nX-Line: \(line)", "no")
        }
        let here = "http://127.0.0.1:\(server.port)/t"

        let got = try await client(server).send(.get(here, query: [("a", "1&2"), ("b", "ü +/")]))
        let posted = try await client(server).send(.post(here, form: [("a", "1")]))

        #expect(got.status == 401 && got.headers["cache-control"] == "max-age=7" && got.body == Data("no".utf8))
        #expect(got.headers["x-line"] == "GET /t?a=1%262&b=%C3%BC%20%2B%2F HTTP/1.1")
        #expect(posted.headers["x-line"] == "POST /t HTTP/1.1")
    }

    @Test func `a redirect is not followed, so that a secret goes to nobody else`() async throws {
        let server = try LoopbackServer { _ in self.answer("302 Found\r\nLocation: http://127.0.0.1:1/") }

        let reply = try await client(server).send(.get("http://127.0.0.1:\(server.port)/"))

        #expect(reply.status == 302)
    }

    @Test func `an answer over the limit is refused`() async throws {
        let server = try LoopbackServer { _ in self.answer("200 OK", String(repeating: "x", count: 2000)) }

        await #expect(throws: WebError.tooLarge(limitBytes: 1000)) {
            _ = try await client(server).send(.get("http://127.0.0.1:\(server.port)/"))
        }
    }

    @Test func `loopback that no setting names stays closed`() async throws {
        let server = try LoopbackServer { _ in self.answer("200 OK") }

        await #expect(throws: WebError.forbiddenAddress) {
            _ = try await WebClient(policy: .online).send(.get("http://127.0.0.1:\(server.port)/"))
        }
    }
}
