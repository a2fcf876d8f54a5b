import Domain
import HTTPTypes
import NIOCore
import Synchronization
import Testing

@testable import Server

struct RateTests {
    private let minute = RateBuckets.window

    @Test func `lets as many through as it says, and one more when one has come back`() {
        let buckets = RateBuckets(limit: 60)

        let first = (0..<60).map { _ in buckets.take(1, at: 0) }
        let refused = buckets.take(1, at: 0)

        #expect(first.allSatisfy { $0.isAdmitted })
        #expect(first.map(\.remaining) == Array((0..<60).reversed()))
        #expect(!refused.isAdmitted && refused.remaining == 0)
        #expect(refused.untilNext == minute / 60 && refused.untilFull == minute)
        #expect(!buckets.take(1, at: minute / 60 - 1).isAdmitted)
        #expect(buckets.take(1, at: minute / 60).isAdmitted)
        #expect(buckets.take(2, at: 0).isAdmitted)
        #expect(buckets.take(1, at: 3 * minute).remaining == 59)
    }

    @Test func `a refusal takes nothing`() {
        let buckets = RateBuckets(limit: 2)
        for _ in 0..<100 { _ = buckets.take(1, at: 0) }

        #expect(buckets.take(1, at: minute / 2).isAdmitted)
    }

    @Test func `a flood of strangers takes bounded memory and frees nobody who is limited`() {
        let buckets = RateBuckets(limit: 10, capacity: 1600)
        for _ in 0..<10 { _ = buckets.take(7, at: 0) }
        for key in UInt64(1000)..<50_000 { _ = buckets.take(key, at: 1) }

        #expect(buckets.count <= 1600)
        #expect(!buckets.take(7, at: 2).isAdmitted)
    }

    @Test(arguments: [
        ("0", RateLimits.off), ("", .standard),
        (
            "auth=1/2",
            RateLimits(
                auth: .init(perAccount: 1, perAddress: 2), write: RateLimits.standard.write,
                read: RateLimits.standard.read)
        ),
    ])
    func `reads what an operator writes`(text: String, limits: RateLimits) { #expect(RateLimits(text) == limits) }

    @Test(arguments: ["auth", "auth=1", "auth=1/2/3", "auth=-1/2", "all=1/2", "auth=a/b", "1", "auth=1/99999999999"])
    func `takes nothing else`(text: String) { #expect(RateLimits(text) == nil) }

    @Test func `limits an address before anybody is known, then the account`() async throws {
        var rates = RateLimits.off
        rates.read = RateLimits.Rate(perAccount: 3, perAddress: 5)
        try await TestHouse.with(change: { $0.rates = rates }) { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")

            var seen: [String?] = []
            for _ in 0..<3 {
                let reply = try await kim.get("/api/v1/files")
                #expect(reply.status == 200 && reply.headers["ratelimit-limit"] == "3")
                seen.append(reply.headers["ratelimit-remaining"])
            }
            #expect(seen == ["2", "1", "0"])
            let refused = try await kim.get("/api/v1/files")
            #expect(refused.status == 429 && refused.errorCode == "RATE_LIMITED")
            #expect(refused.headers["retry-after"] == "20" && refused.headers["ratelimit-remaining"] == "0")
            let other = try await lee.get("/api/v1/nothing-there")
            #expect(other.status == 404)
            let last = try await lee.get("/api/v1/files/nothing")
            #expect(last.status == 404 && last.headers["ratelimit-limit"] == "5")
            let stranger = try await house.http.get("/api/v1/files")
            #expect(stranger.status == 429 && stranger.headers["ratelimit-limit"] == "5")
            #expect(try await house.http.get("/health/live").status == 200)
            let upload = try await kim.upload("IMAGE x")
            #expect(upload.status == 201 && upload.headers["ratelimit-limit"] == nil)
            #expect(try await kim.get(upload.data["url"].string ?? "").status == 200)
        }
    }

    @Test func `costs a request next to nothing`() {
        let gates = RateGates(limits: .standard)
        let operation = Operation.signedIn(.get, "/files", "", tag: "") { _ in .init(status: .ok) }
        let account: AccountID? = AccountID(rawValue: "0198c0de-0000-7000-8000-000000000000")
        guard let gate = gates.gate(for: operation), let account else {
            Issue.record("no gate")
            return
        }

        let rounds = 20_000
        var admitted = 0
        let took = ContinuousClock().measure {
            for _ in 0..<rounds {
                guard let first = try? gate.admit(address: "127.0.0.1"),
                    let pass = try? gate.admit(account: account, first)
                else { continue }
                var headers = HTTPFields()
                pass.describe(in: &headers)
                admitted += headers.count == 3 ? 1 : 0
            }
        }

        // What is not optimised takes some ten times as long as what is.
        print("rate limits: \(took / rounds) a request, without optimisation")
        #expect(admitted >= 12_000)
        #expect(took / rounds < .microseconds(100))
    }
}

struct ProxyTests {
    private func client(_ proxies: [String], peer: String, _ forwarded: [String]) throws -> String {
        var headers = HTTPFields()
        for line in forwarded {
            headers.append(HTTPField(name: try #require(HTTPField.Name("X-Forwarded-For")), value: line))
        }
        let trusted = TrustedProxies(
            blocks: proxies.compactMap(AddressBlock.init), isSecure: false, allowedPages: [])
        let head = HTTPRequest(method: .get, scheme: "http", authority: "studio", path: "/", headerFields: headers)
        return trusted.origin(
            of: .init(head: head, body: .init(buffer: ByteBuffer())), from: try SocketAddress(ipAddress: peer, port: 1)
        ).address
    }

    @Test(arguments: [
        ([], "203.0.113.9", ["192.0.2.1"], "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9", ["192.0.2.1"], "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.1", [], "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6, 192.0.2.1"], "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6", "192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        (["10.0.0.0/8"], "10.0.0.1", ["192.0.2.1:4711"], "192.0.2.1"),
        (["10.0.0.0/8", "2001:db8::/32"], "10.0.0.1", ["2001:db9::7, [2001:db8::1]:80"], "2001:db9::7"),
        (["10.0.0.0/8"], "10.0.0.1", ["192.0.2.1, unknown, 10.0.0.2"], "10.0.0.2"),
        (["10.0.0.0/8"], "10.0.0.1", ["<script>"], "10.0.0.1"),
    ])
    func `believes only whom a trusted proxy heard`(
        proxies: [String], peer: String, forwarded: [String], expected: String
    ) throws {
        #expect(try client(proxies, peer: peer, forwarded) == expected)
    }
}
