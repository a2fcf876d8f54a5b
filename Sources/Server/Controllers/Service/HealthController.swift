import Domain
import Hummingbird
import Studio

/// `/health`: for supervisors and load balancers.
struct HealthController: Controller {
    private let complaints: @Sendable () async -> [String]
    private let house: House
    private let version: String

    init(_ edge: Edge) {
        (complaints, house, version) = (edge.complaints, edge.house, edge.settings.version)
    }

    var operations: [Operation] {
        [
            .open(
                .get, "/health/live", "Check that the process runs", tag: "Service",
                .data(LiveBody.self, "The process is running."),
                handler: { _ in Answer.data(LiveBody(version: version)) }
            ).with(isRooted: true),
            .open(
                .get, "/health/ready", "Check that the server can do its work", tag: "Service",
                .data(ReadyBody.self, "The server is ready. Otherwise the answer is 503 and says what is wrong."),
                handler: ready
            ).with(isRooted: true),
        ]
    }

    private func ready(_ visit: Visit) async throws -> Response {
        let complaints = await complaints()
        guard complaints.isEmpty else {
            throw ErrorBody(
                status: .serviceUnavailable, code: "UNAVAILABLE", message: complaints.joined(separator: " "))
        }
        return Answer.data(ReadyBody(checks: try await checks()))
    }

    private func checks() async throws -> ChecksBody {
        var checks = ChecksBody()
        if await !house.scheduler.startsTasks { checks.queue = "paused" }
        if !house.engines.choosable().contains(where: \.entry.isWell) { checks.engines = "none_ready" }
        let hourAgo = Timestamp.now() + .seconds(-3600)
        let isLate = try await house.outbox.backlog().values.contains { backlog in
            backlog.waiting > 0 && backlog.oldest.map { $0 < hourAgo } ?? false
        }
        if isLate { checks.outbox = "late" }
        return checks
    }
}
