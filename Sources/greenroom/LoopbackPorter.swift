import Foundation
import Outbound
import Sandbox

/// Carries what stand-ins of workers read and leave, between them and this machine's server, and nowhere else.
struct LoopbackPorter: Porter {
    private static let pool = OutboundPool(name: "stand-ins")

    /// Nil for an address that is not on this machine.
    static func web(for url: String) -> WebClient? {
        guard let host = URL(string: url)?.host(), ["127.0.0.1", "localhost"].contains(host),
            let port = URL(string: url)?.port
        else { return nil }
        let origin = "http://\(host):\(port)"
        return WebClient(policy: OutboundPolicy.offline(standIns: [origin]) { _ in }, pool: pool)
            .naming([origin], as: "stand-ins")
    }

    func fetch(_ url: String, to path: String) async -> Bool {
        guard let web = Self.web(for: url) else { return false }
        let download = try? await web.limited(to: Self.limits).download(WebRequest("GET", url), to: path)
        return download?.head.isSuccess ?? false
    }

    func deliver(_ path: String, to url: String, type: String) async -> Bool {
        guard let web = Self.web(for: url) else { return false }
        let request = WebRequest(
            "PUT", url, headers: ["Content-Type": type], body: .file(WebFile(path: path)), limits: Self.limits)
        guard let answer = try? await web.send(request) else { return false }
        return (200..<300).contains(answer.status)
    }

    private static let limits = WebLimits(total: .seconds(600), answerBytes: 4 << 30)
}
