import Domain
import Foundation
import Logging
import Outbound
import TestSupport
import Testing

@testable import Providers

/// What is reported, read by Sentry's own SDK.
@Suite(.timeLimit(.minutes(1))) struct SentryTests {
    /// An envelope endpoint that tells what it got: for each request the status it answered, how it was asked, and the
    /// event as `sentry_sdk` reads it.
    private final class StandIn: Sendable {
        private static let script = """
            import http.server, json, sys
            from sentry_sdk.envelope import Envelope
            class Endpoint(http.server.BaseHTTPRequestHandler):
                count = 0
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"]))
                    event = Envelope.deserialize(body).get_event()
                    Endpoint.count += 1
                    status = 429 if Endpoint.count == limit else 200
                    print(json.dumps({"path": self.path, "auth": self.headers["X-Sentry-Auth"], "event": event}), flush=True)
                    self.send_response(status)
                    self.send_header("Retry-After", "3000")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                def log_message(self, *_): pass
            limit = int(sys.argv[1])
            server = http.server.HTTPServer(("127.0.0.1", 0), Endpoint)
            print(server.server_port, flush=True)
            server.serve_forever()
            """

        private let program: LineProgram
        let port: Int

        /// - Parameter limit: which request is answered with 429.
        init(refusing limit: Int = 0) throws {
            program = try LineProgram(Installed.path("venv/bin/python"), ["-c", Self.script, "\(limit)"])
            let told = try #require(program.line())
            port = try #require(Int(told))
        }

        func request() throws -> [String: Any] {
            let text = try #require(program.line())
            return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }
    }

    private func reporter(_ standIn: StandIn) throws -> SentryReporter {
        let address = try #require(SentryAddress(dsn: "http://abc123@127.0.0.1:\(standIn.port)/sentry/42"))
        return SentryReporter(
            address: address, release: "greenroom@9.9.9", environment: "production",
            web: WebClient(policy: .online), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func report(_ message: String) -> ErrorReport {
        ErrorReport(
            at: Timestamp(milliseconds: 1_795_000_000_000), level: "error", source: "Server", message: message,
            thrown: (type: "DatabaseError", text: "disk I/O error"), file: "Server/EdgeMiddleware.swift",
            function: "handle(_:)", line: 61, tags: ["request_id": "r-1"])
    }

    @Test func `the SDK of Sentry reads the event: release, environment, stack and request`() async throws {
        let standIn = try StandIn()
        let reporter = try reporter(standIn)
        let work = Task { await reporter.run() }

        reporter.report(report("request failed"))

        let request = try standIn.request()
        work.cancel()
        #expect(request["path"] as? String == "/sentry/api/42/envelope/")
        #expect((request["auth"] as? String)?.contains("sentry_key=abc123") == true)
        let event = try #require(request["event"] as? [String: Any])
        #expect(event["release"] as? String == "greenroom@9.9.9")
        #expect(event["environment"] as? String == "production")
        #expect((event["tags"] as? [String: String])?["request_id"] == "r-1")
        let exceptions = (event["exception"] as? [String: Any])?["values"] as? [[String: Any]]
        #expect(exceptions?.first?["type"] as? String == "DatabaseError")
        let frames = (exceptions?.first?["stacktrace"] as? [String: Any])?["frames"] as? [[String: Any]]
        #expect(frames?.first?["lineno"] as? Int == 61)
        #expect(event["request"] == nil && event["user"] == nil)
    }

    @Test func `ten a minute are sent, and the rest is dropped`() async throws {
        let standIn = try StandIn()
        let reporter = try reporter(standIn)
        for number in 1...20 { reporter.report(report("fault \(number)")) }
        let work = Task { await reporter.run() }

        for number in 1...SentryReporter.perMinute {
            let event = try standIn.request()["event"] as? [String: Any]
            #expect((event?["message"] as? [String: Any])?["formatted"] as? String == "fault \(number)")
        }
        work.cancel()
    }

    @Test func `a service that wants no more is left alone`() async throws {
        let standIn = try StandIn(refusing: 1)
        let reporter = try reporter(standIn)
        for number in 1...3 { reporter.report(report("fault \(number)")) }
        let work = Task { await reporter.run() }

        _ = try standIn.request()
        work.cancel()
        await work.value
        // Nothing more came: what is asked by hand is the next.
        let asked = Task {
            try await WebClient(policy: .online).naming(["http://127.0.0.1:\(standIn.port)"], as: "test").send(
                WebRequest("POST", "http://127.0.0.1:\(standIn.port)/by-hand", body: .bytes(Data("{}\n".utf8))))
        }
        #expect(try standIn.request()["path"] as? String == "/by-hand")
        _ = try? await asked.value
    }

    @Test(arguments: ["", "sentry", "https://sentry.example.com/42", "https://key@sentry.example.com/", "ftp://a@b/1"])
    func `takes nothing else for an address`(dsn: String) { #expect(SentryAddress(dsn: dsn) == nil) }
}
