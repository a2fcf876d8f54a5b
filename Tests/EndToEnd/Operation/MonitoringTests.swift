import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// What an operator sees: a real Prometheus scrapes the real server, and every panel and rule that ships is held against it.
@Suite(.timeLimit(.minutes(3))) struct MonitoringTests {
    private static let packaging = Repository.folder.appending(path: "packaging")

    @Test func `promtool finds nothing to say about the metrics`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")
        let ada = try await Client(server)
        try await ada.send("GET", "/users/profile")
        let text = String(decoding: try await ada.download(server.address + "/metrics"), as: UTF8.self)
        try text.write(toFile: folder.path + "/metrics", atomically: true, encoding: .utf8)

        let verdict = try await Ended.run(
            "/bin/sh", ["-c", "promtool check metrics < \(folder.path)/metrics"])

        #expect(verdict.status == 0 && verdict.errors.isEmpty && verdict.output.isEmpty, "\(verdict)")
        await server.end()
    }

    @Test func `promtool takes the rules and the configuration`() async throws {
        let folder = Self.packaging.path + "/prometheus"
        for arguments in [["check", "rules", "alerts.yml"], ["check", "config", "prometheus.yml"]] {
            let verdict = try await Ended.run("/usr/bin/promtool", arguments, in: folder)
            #expect(verdict.status == 0, "\(verdict)")
        }
    }

    @Test func `every panel has data after some work, and no rule fails`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")
        let ada = try await Client(server)
        let task = try await ada.send(
            "POST", "/generate/speech", json: ["text": "Hello.", "voice": "espeak:en-gb", "format": "wav"])
        let events = try Events(ada, path: "/tasks/\(try #require(task["id"] as? String))/events")
        _ = await events.first(containing: "succeeded")
        let prometheus = try await Prometheus(scraping: server.address, folder: folder.path, rules: Self.rules)
        try await prometheus.waitForSamples()
        for _ in 0..<20 { try await ada.send("GET", "/users/profile") }
        try await prometheus.waitForSamples()

        for (panel, query) in try Self.queries() {
            let found = try await prometheus.results(of: query)
            #expect(found > 0, "\(panel): \(query)")
        }
        #expect(try await prometheus.unhealthyRules() == [])
        await server.end()
    }

    private static var rules: String { packaging.path + "/prometheus/alerts.yml" }

    private static func queries() throws -> [(String, String)] {
        let folder = packaging.appending(path: "grafana/dashboards")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().flatMap { name in
            let data = try Data(contentsOf: folder.appending(path: name))
            let board = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let panels = try #require(board["panels"] as? [[String: Any]])
            return panels.flatMap { panel in
                let title = "\(name), \(panel["title"] ?? "")"
                return (panel["targets"] as? [[String: Any]] ?? []).compactMap { $0["expr"] as? String }
                    .map { (title, $0.replacing("$__rate_interval", with: "1m")) }
            }
        }
    }
}

/// A real Prometheus on a free port that scrapes every second.
private final class Prometheus: @unchecked Sendable {  // the process is only ended, by whoever lets go last
    private let process = Process()
    private let address: String

    init(scraping server: String, folder: String, rules: String) async throws {
        let target = server.replacing("http://", with: "")
        let configuration = """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["\(rules)"]
            scrape_configs: [{job_name: greenroom, static_configs: [{targets: ["\(target)"]}]}]
            """
        try configuration.write(toFile: folder + "/prometheus.yml", atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/prometheus")
        process.arguments = [
            "--config.file=\(folder)/prometheus.yml", "--storage.tsdb.path=\(folder)/tsdb",
            "--web.listen-address=127.0.0.1:0",
        ]
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let port = await withCheckedContinuation { (found: CheckedContinuation<String?, Never>) in
            Thread.detachNewThread {
                var (text, isTold) = ("", false)
                while true {
                    let chunk = errors.fileHandleForReading.availableData
                    guard !chunk.isEmpty else { break }
                    guard !isTold else { continue }
                    text += String(decoding: chunk, as: UTF8.self)
                    guard text.contains("Server is ready"),
                        let line = text.firstMatch(of: /Listening on" address=\S*:(\d+)/)
                    else { continue }
                    isTold = true
                    found.resume(returning: String(line.1))
                }
                if !isTold { found.resume(returning: nil) }
            }
        }
        address = "http://127.0.0.1:\(try #require(port))"
    }

    deinit { process.end() }

    /// Returns when it has scraped the server three times more.
    func waitForSamples() async throws {
        let before = try await value(of: "count_over_time(up[10m])")
        for _ in 0..<200 where try await value(of: "count_over_time(up[10m])") < before + 3 {
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// How many series the query gives.
    func results(of query: String) async throws -> Int { try await answer(query).count }

    private func value(of query: String) async throws -> Double {
        let point = try await answer(query).first?["value"] as? [Any]
        return (point?.last as? String).flatMap { Double($0) } ?? 0
    }

    private func answer(_ query: String) async throws -> [[String: Any]] {
        let data = try await get("/api/v1/query", [URLQueryItem(name: "query", value: query)])
        return data["result"] as? [[String: Any]] ?? []
    }

    /// Names of the rules whose evaluation fails.
    func unhealthyRules() async throws -> [String] {
        let groups = try await get("/api/v1/rules", [])["groups"] as? [[String: Any]] ?? []
        let rules = groups.flatMap { $0["rules"] as? [[String: Any]] ?? [] }
        try #require(rules.count > 5)
        return rules.filter { $0["health"] as? String != "ok" }.compactMap { $0["name"] as? String }
    }

    private func get(_ path: String, _ query: [URLQueryItem]) async throws -> [String: Any] {
        var components = try #require(URLComponents(string: address + path))
        components.queryItems = query
        // A plus sign would be read as a blank.
        components.percentEncodedQuery = components.percentEncodedQuery?.replacing("+", with: "%2B")
        let (data, _) = try await URLSession.shared.data(from: try #require(components.url))
        let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        guard answer?["status"] as? String == "success" else {
            throw Client.Unexpected(description: "\(query): \(String(decoding: data, as: UTF8.self))")
        }
        return answer?["data"] as? [String: Any] ?? [:]
    }
}
