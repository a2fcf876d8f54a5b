import Domain
import Foundation
import Outbound
import Synchronization
import Testing

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
