import Domain
import Foundation
import Outbound
import Synchronization
import Testing

/// Whoever has an account says where call-backs go: none of them may reach what lies behind the server.
@Suite struct CallbackPosterTests {
    private let poster = CallbackPoster(web: WebClient(policy: .online), named: [])

    @Test(arguments: [
        "http://127.0.0.1:8420/", "http://[::1]/", "https://localhost/", "http://a.localhost/", "http://10.1.2.3/x",
        "http://169.254.169.254/latest/meta-data/", "http://[fd00::1]/", "http://[::ffff:10.0.0.1]/",
        "ftp://example.com/",
        "https://user:secret@example.com/", "https://", "nonsense", "https://example.com/a b",
    ])
    func `refuses at once what can never be called`(url: String) {
        #expect(throws: CallbackFault.self) { try poster.check(url) }
    }

    @Test(arguments: ["https://example.com/hooks?key=1", "http://example.com:8080/", "https://8.8.8.8/"])
    func `takes public addresses`(url: String) throws {
        try poster.check(url)
    }

    @Test func `a name that leads to this machine is refused when it is called, and nothing arrives`() async throws {
        let asked = Atomic(0)
        let stage = try Stage { connection in
            asked.add(1, ordering: .relaxed)
            connection.answer()
        }
        // The host's own name stands in /etc/hosts with a loopback address: a name that is no `localhost`.
        let name = ProcessInfo.processInfo.hostName
        for url in ["http://\(name):\(stage.port)/", "http://2130706433:\(stage.port)/", stage.url] {
            await #expect(throws: CallbackFault.self) { _ = try await poster.post(url, headers: [:], body: []) }
        }

        #expect(asked.load(ordering: .relaxed) == 0)
    }

    @Test func `one that the settings name is called, and a redirect is its answer`() async throws {
        let asked = Atomic(0)
        let stage = try Stage { connection in
            guard connection.request() != nil else { return }
            asked.add(1, ordering: .relaxed)
            connection.answer("302 Found", ["Location: /elsewhere"])
        }
        let poster = CallbackPoster(web: WebClient(policy: .online), named: [stage.url])

        try poster.check(stage.url + "/x")
        let status = try await poster.post(stage.url + "/x", headers: ["webhook-id": "1"], body: Array("{}".utf8))

        #expect(status == 302 && asked.load(ordering: .relaxed) == 1)
    }

    @Test func `offline it says so`() throws {
        let poster = CallbackPoster(web: WebClient(policy: .offline(standIns: []) { _ in }), named: [])

        #expect(throws: CallbackFault.offline) { try poster.check("https://example.com/") }
    }
}
