import Foundation
import Testing

/// What an operator's collector gets of the real program.
@Suite struct MetricsTests {
    private func metric(_ name: String, in text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
    }

    @Test func `a server that works offline counts the calls that it does not make, and all else`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(
            home: folder.path + "/home", arguments: ["--offline"], environment: ["GREENROOM_SANDBOX_PORT": "0"])
        let ada = try await Client(server)
        await #expect(throws: Client.Unexpected.self) {
            try await ada.send(
                "POST", "/videos/animate-move",
                json: [
                    "image_url": "https://example.com/a.png", "video_url": "https://example.com/b.mp4",
                    "mode": "wan-std",
                ])
        }
        await #expect(throws: Client.Unexpected.self) { _ = try await Client(server, email: "ADA@example.com") }

        let text = String(decoding: try await ada.download(server.address + "/metrics"), as: UTF8.self)

        #expect(metric(#"greenroom_refused_outbound_calls_total{reason="offline"}"#, in: text) == 1, "\(text)")
        #expect(metric(#"greenroom_refused_registrations_total{reason="taken"}"#, in: text) == 1)
        #expect(metric(#"greenroom_refused_proofs_total{provider="google",reason="issuer"}"#, in: text) == 0)
        #expect(metric("greenroom_tasks_waiting", in: text) == 0)
        #expect(metric(#"greenroom_tasks_finished_total{kind="speech",outcome="failed"}"#, in: text) == 0)
        let registered = #"greenroom_http_requests_total{method="POST",route="/api/v1/auth/register",status="2xx"}"#
        #expect(metric(registered, in: text) == 1)
        await server.end()
    }
}
