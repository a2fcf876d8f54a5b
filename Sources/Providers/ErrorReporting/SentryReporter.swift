import Domain
import Foundation
import Logging
import Outbound

/// Sends reports to Sentry, or to what speaks its protocol. What comes faster than ten a minute, or while the service wants
/// none, is dropped: reports are hints, and the log has all of it.
package struct SentryReporter: Sendable {
    package static let perMinute = 10

    private let address: SentryAddress
    private let release: String
    private let environment: String
    private let web: WebClient
    private let logger: Logger
    private let reports: AsyncStream<ErrorReport>
    private let inlet: AsyncStream<ErrorReport>.Continuation

    /// - Parameter web: is told that the operator names the service.
    package init(address: SentryAddress, release: String, environment: String, web: WebClient, logger: Logger) {
        self.address = address
        self.release = release
        self.environment = environment
        self.web = web.naming([address.url], as: "sentry")
        // What goes wrong with reports is no error: it would be reported.
        self.logger = logger
        (reports, inlet) = AsyncStream.makeStream(of: ErrorReport.self, bufferingPolicy: .bufferingOldest(32))
    }

    /// Never waits.
    package func report(_ report: ErrorReport) { inlet.yield(report) }

    /// Sends what is reported, until the task is cancelled.
    package func run() async {
        var sent: [Timestamp] = []
        var quietUntil: Timestamp?
        for await report in reports {
            let now = Timestamp.now()
            sent.removeAll { $0 + .seconds(60) <= now }
            guard sent.count < Self.perMinute, quietUntil.map({ $0 <= now }) ?? true else { continue }
            sent.append(now)
            quietUntil = await send(report, at: now)
        }
    }

    /// - Returns: until when the service wants nothing.
    private func send(_ report: ErrorReport, at moment: Timestamp) async -> Timestamp? {
        let id = UUID().uuidString.replacing("-", with: "").lowercased()
        let envelope = SentryEnvelope(report: report, eventID: id, release: release, environment: environment)
        guard let bytes = try? envelope.bytes(at: moment) else { return nil }
        let proof = "Sentry sentry_version=7, sentry_client=greenroom/1, sentry_key=\(address.key)"
        let request = WebRequest(
            "POST", address.url,
            headers: ["Content-Type": "application/x-sentry-envelope", "X-Sentry-Auth": proof], body: .bytes(bytes))
        do throws(WebError) {
            let answer = try await web.send(request)
            guard answer.status == 429 else { return nil }
            let wait = answer.headers["retry-after"].flatMap { Int64($0) } ?? 60
            return moment + .seconds(min(max(wait, 1), 3600))
        } catch {
            logger.notice("an error could not be reported", metadata: ["reason": "\(error)"])
            return moment + .seconds(60)
        }
    }
}
