import Crypto
import Domain
import Foundation
import Outbound
import Synchronization
import Testing

extension Stage {
    /// A client for which this server is a service that the operator named.
    func client(_ limits: WebLimits = WebLimits(total: .seconds(20)), pool: OutboundPool = OutboundPool()) -> WebClient
    {
        WebClient(policy: .online, pool: pool, limits: limits).naming([url], as: "stage")
    }
}

@Suite struct WebMethodTests {
    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
    func `any method arrives with its body and headers`(method: String) async throws {
        let stage = try Stage { connection in
            guard let request = connection.request() else { return }
            connection.answer(
                "200 OK", ["X-Method: \(request.method)", "X-Name: \(request.headers["x-name"] ?? "")"], request.body)
        }
        let body = Data("{\"a\":1}".utf8)

        let with = try await stage.client().send(
            WebRequest(method, stage.url + "/x", headers: ["X-Name": "ü, 1"], body: .bytes(body)))
        let without = try await stage.client().send(WebRequest(method, stage.url + "/x"))

        #expect(with.status == 200 && with.body == body && with.headers["x-method"] == method)
        #expect(with.headers["x-name"] == "ü, 1")
        #expect(without.body.isEmpty && without.headers["x-method"] == method)
    }

    @Test func `HEAD has an answer without a body`() async throws {
        let stage = try Stage { connection in
            guard let request = connection.request() else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\nX-Line: \(request.line)\r\n\r\n")
            connection.waitForEnd()
        }

        let reply = try await stage.client().send(WebRequest("HEAD", stage.url + "/x"))

        #expect(reply.headers["x-line"] == "HEAD /x HTTP/1.1" && reply.body.isEmpty)
    }

    @Test func `signers add what they see, and their headers replace those of the request`() async throws {
        struct Hashes: RequestSigner {
            func headers(for request: SigningRequest) throws(WebError) -> [String: String] {
                ["X-Signed": "\(request.method) \(request.url) \(request.bodySHA256 ?? "none")"]
            }
        }
        let stage = try Stage { connection in
            while let request = connection.request() {
                connection.answer(
                    "200 OK",
                    [
                        "X-Authorization: \(request.headers["authorization"] ?? "")",
                        "X-Signed: \(request.headers["x-signed"] ?? "")",
                    ])
            }
        }
        let client = stage.client()
        let url = stage.url + "/a?b=1"

        let bearer = try await client.send(
            WebRequest("GET", url, headers: ["authorization": "mine"], signer: Bearer("t0k3n")))
        let basic = try await client.send(
            WebRequest("GET", url, signer: Basic(user: "Aladdin", password: "open sesame")))
        let hashed = try await client.send(
            WebRequest("POST", url, body: .bytes(Data("abc".utf8)), signer: Hashes()))

        #expect(bearer.headers["x-authorization"] == "Bearer t0k3n")
        #expect(basic.headers["x-authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")  // RFC 7617, section 2
        #expect(
            hashed.headers["x-signed"]
                == "POST \(url) ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        await #expect(
            throws: WebError.invalid("the header Authorization holds a line break, a control character or too much")
        ) {
            _ = try await client.send(WebRequest("GET", url, signer: Bearer("a\r\nX-Admin: 1")))
        }
    }

    @Test(arguments: [
        ["X-A": "1\r\nX-Admin: 1"], ["X-A": "1\nX-Admin: 1"], ["X-A\r\nX-Admin": "1"], ["X-A": "a\0b"], ["X A": "1"],
        ["": "1"], ["X-A:": "1"], ["Host": "elsewhere"], ["content-length": "3"], ["Transfer-Encoding": "chunked"],
        ["X-A": String(repeating: "x", count: 20_000)],
    ])
    func `no header begins a line or a request of its own`(headers: [String: String]) async throws {
        let asked = Atomic(0)
        let stage = try Stage { _ in asked.add(1, ordering: .relaxed) }

        let error = await #expect(throws: WebError.self) {
            _ = try await stage.client().send(WebRequest("GET", stage.url, headers: headers))
        }

        guard case .invalid = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(asked.load(ordering: .relaxed) == 0)
    }

    @Test(arguments: ["GET /\r\nX: 1", "get", "", "CONNECT", "GE T"])
    func `a method is one word`(method: String) async throws {
        await #expect(throws: WebError.invalid("the method is not one that can be sent")) {
            _ = try await WebClient(policy: .online).send(WebRequest(method, "http://127.0.0.1:1/"))
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:1/ x", "http://127.0.0.1:1/\r\nX: 1", "ftp://127.0.0.1:1/", "file:///etc/passwd", "//x/", "",
        "http://user:secret@127.0.0.1:1/", "gopher://127.0.0.1:1/",
    ])
    func `a URL is http or https, without credentials`(url: String) async throws {
        let error = await #expect(throws: WebError.self) {
            _ = try await WebClient(policy: .online).send(WebRequest("GET", url))
        }
        guard case .invalid(let words) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!words.contains("secret"))
    }
}

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

@Suite struct WebRedirectTests {
    private func follower(_ stages: Stage..., redirects: Int = 3) -> WebClient {
        var limits = WebLimits(total: .seconds(10))
        limits.redirects = redirects
        return WebClient(policy: .online, limits: limits).naming(stages.map(\.url), as: "stage")
    }

    @Test func `a redirect is followed where that is wanted, and says nothing of secrets to others`() async throws {
        let seen = Mutex<[String: String]>([:])
        let there = try Stage { connection in
            guard let request = connection.request() else { return }
            seen.withLock { $0 = request.headers }
            connection.answer("200 OK", [], Data("there".utf8))
        }
        let here = try Stage { connection in
            guard let request = connection.request() else { return }
            let target = request.path == "/a" ? "/b?c=1" : there.url + "/x"
            connection.answer("302 Found", ["Location: \(target)", "Connection: close"], Data("no".utf8))
        }

        let reply = try await follower(here, there).send(
            WebRequest(
                "GET", here.url + "/a", headers: ["X-API-Key": "secret", "Accept": "text/plain"], signer: Bearer("t")))

        #expect(reply.status == 200 && reply.body == Data("there".utf8))
        let headers = seen.withLock { $0 }
        #expect(headers["accept"] == "text/plain")
        #expect(headers["authorization"] == nil && headers["x-api-key"] == nil)
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
        "http://2130706433/", "http://127.1:1/",
    ])
    func `a redirect into the private network is not followed`(target: String) async throws {
        let stage = try Stage { connection in
            _ = connection.request()
            connection.answer("302 Found", ["Location: \(target)"])
        }

        await #expect(throws: WebError.forbiddenAddress) { _ = try await follower(stage).send(.get(stage.url)) }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "gopher://127.0.0.1:25/x"])
    func `a redirect to another scheme, or with a password, is not followed`(target: String) async throws {
        let stage = try Stage { connection in
            _ = connection.request()
            connection.answer("301 Moved", ["Location: \(target)"])
        }

        let error = await #expect(throws: WebError.self) { _ = try await follower(stage).send(.get(stage.url)) }
        guard case .invalid = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `offline, a stand-in cannot send us elsewhere`() async throws {
        let elsewhere = try Stage { connection in
            _ = connection.request()
            connection.answer()
        }
        let standIn = try Stage { connection in
            _ = connection.request()
            connection.answer("302 Found", ["Location: \(elsewhere.url)/x?secret"])
        }
        var limits = WebLimits(total: .seconds(10))
        limits.redirects = 3
        let policy = OutboundPolicy.offline(standIns: [standIn.url]) { _ in }
        let client = WebClient(policy: policy, limits: limits).naming([standIn.url, elsewhere.url], as: "stage")

        await #expect(throws: WebError.refused(OutboundRefusal(origin: elsewhere.url))) {
            _ = try await client.send(.get(standIn.url))
        }
    }

    @Test func `a circle ends, and a POST is not repeated elsewhere`() async throws {
        let asked = Atomic(0)
        let stage = try Stage { connection in
            while connection.request() != nil {
                asked.add(1, ordering: .relaxed)
                connection.answer("307 Again", ["Location: /x"])
            }
        }

        await #expect(throws: WebError.tooManyRedirects) { _ = try await follower(stage).send(.get(stage.url)) }
        #expect(asked.load(ordering: .relaxed) == 4)
        let posted = try await follower(stage).send(WebRequest("POST", stage.url, body: .bytes(Data("x".utf8))))
        #expect(posted.status == 307 && asked.load(ordering: .relaxed) == 5)
    }
}
