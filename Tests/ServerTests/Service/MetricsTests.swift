import Testing

@testable import Server

/// What an operator sees, and who else must not.
struct MetricsTests {
    private static let token = "a token for whoever collects"

    @Test func `tells what was asked for by the route's template, never by the address`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let before = try await house.scrape()
            for id in ["one", "two"] { _ = try await kim.get("/api/v1/tasks/\(id)?a=secret") }
            _ = try await kim.get("/api/tasks/three")
            _ = try await house.http.get("/api/v1/auth/me")
            _ = try await kim.send("BREW", "/api/v1/auth/me")
            _ = try await kim.send("POST", "/api/v1/auth/me")
            _ = try await house.http.get("/no/such/page.css?x=secret")
            _ = try await house.http.get("/")

            let grown = try await house.scrape().growth(since: before)

            func total(_ method: String, _ route: String, _ status: String) -> Double? {
                grown[#"greenroom_http_requests_total{method="\#(method)",route="\#(route)",status="\#(status)"}"#]
            }
            #expect(total("GET", "/api/v1/tasks/{id}", "4xx") == 3)
            #expect(total("GET", "/api/v1/auth/me", "4xx") == 1)
            #expect(total("other", "/api/v1/auth/me", "4xx") == 1)
            #expect(total("GET", "/**", "4xx") == 1)
            #expect(total("GET", "/", "2xx") == 1)
            #expect(total("GET", "/metrics", "2xx") == 1)
            let count = #"greenroom_http_request_duration_seconds_count{method="GET",route="/api/v1/tasks/{id}"}"#
            #expect(grown[count] == 3)
            #expect(!grown.keys.contains { $0.contains("secret") || $0.contains("three") || $0.contains("BREW") })
        }
    }

    @Test func `is text that a collector reads, with a word on every metric`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let reply = try await house.http.get("/metrics")
            let scrape = try Scrape(reply.text)

            #expect(reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(reply.headers["cache-control"] == "no-store")
            #expect(scrape[#"greenroom_build_info{version="0.0-test"}"#] == 1)
            #expect(scrape["process_start_time_seconds"] ?? 0 > 1_700_000_000)
            #expect(scrape["process_resident_memory_bytes"] ?? 0 > 1_000_000)
            #expect(scrape["process_cpu_seconds_total"] ?? 0 > 0 && scrape["process_open_fds"] ?? 0 > 3)
            #expect(scrape["greenroom_tasks_waiting"] == 0 && scrape["greenroom_tasks_running"] == 0)
            let types = scrape.lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
            #expect(types == types.sorted() && Set(types).count == types.count)
            for name in types { #expect(scrape.lines.contains { $0.hasPrefix("# HELP \(name) ") }, "\(name)") }
        }
    }

    @Test(arguments: [
        ["X-Forwarded-For": "127.0.0.1"], ["X-Forwarded-Host": "studio.test"], ["X-Forwarded-Proto": "https"],
        ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-origin"], ["Forwarded": "for=127.0.0.1"],
        ["X-Real-IP": "127.0.0.1"], ["Via": "1.1 proxy"],
        ["Origin": "http://127.0.0.1:8420"], ["Host": "studio.example.com"], ["Host": "127.0.0.1.evil.example"],
        ["Authorization": "Bearer a token for whoever collectz", "Via": "1.1 proxy"],
    ])
    func `nobody reads it through a proxy or a page, without the token`(headers: [String: String]) async throws {
        try await TestHouse.with(change: { $0.metricsToken = Self.token }) { house in
            let head = headers.merging(["Host": "127.0.0.1", "Connection": "close"]) { first, _ in first }
            func ask(_ head: [String: String]) async throws -> Reply? {
                let lines = head.map { "\($0): \($1)\r\n" }.joined()
                return try await Wire.with(port: house.port) { wire in
                    try await wire.send("GET /metrics HTTP/1.1\r\n\(lines)\r\n")
                    return try await wire.readReply()
                }
            }

            let refused = try #require(try await ask(head))
            let shown = try await ask(head.merging(["Authorization": "Bearer \(Self.token)"]) { $1 })

            #expect(refused.status == 401 && refused.errorCode == "UNAUTHENTICATED", "\(refused.text)")
            #expect(refused.headers["www-authenticate"] == "Bearer realm=\"greenroom\"")
            #expect(!refused.text.contains("greenroom_"))
            #expect(shown?.status == 200)
        }
    }

    @Test func `tasks and media are counted as they come and end`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let before = try await house.scrape()
            let inputs = try await kim.inputs()
            house.engine.end(.succeed)
            _ = try await kim.animate(inputs, ["Prefer": "wait=20"])
            house.engine.end(.fail(.refused(code: "no_face", message: "There is no face.")))
            _ = try await kim.animate(inputs, ["Prefer": "wait=20"])
            let running = try #require(try await kim.animate(inputs).data["id"].string)
            let waiting = try #require(try await kim.animate(inputs).data["id"].string)
            for await started in house.engine.starts where started.rawValue == running { break }
            let meanwhile = try await house.scrape()
            for id in [waiting, running] { _ = try await kim.send("DELETE", "/api/v1/tasks/\(id)") }
            house.engine.end(.succeed)

            let grown = try await house.scrape().growth(since: before)

            func finished(_ outcome: String) -> Double? {
                grown[#"greenroom_tasks_finished_total{kind="animate_move",outcome="\#(outcome)"}"#]
            }
            #expect(meanwhile["greenroom_tasks_running"] == 1 && meanwhile["greenroom_tasks_waiting"] == 1)
            #expect(finished("succeeded") == 1 && finished("failed") == 1 && finished("cancelled") == 2)
            #expect(grown[#"greenroom_stored_media_total{kind="image",origin="upload"}"#] == 1)
            #expect(grown[#"greenroom_stored_media_total{kind="video",origin="upload"}"#] == 1)
            #expect(grown[#"greenroom_stored_media_bytes_total{kind="image",origin="upload"}"#] ?? 0 > 0)
        }
    }
}
