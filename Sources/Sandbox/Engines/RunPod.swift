import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// RunPod's queue-based serverless endpoints, with a worker that does what Greenroom asks of one: it fetches the inputs, and
/// puts what it made where it was told to. Shapes by its documentation and by what the official Python SDK 1.12 sends.
package final class RunPod: EngineStandIn {
    /// The only key and the only endpoint that it knows.
    package static let key = "rpa_sandbox_runpod"
    package static let endpoint = "sandbox"
    /// Of the body of `/run`, and of `/runsync`.
    private static let (largestRun, largestSync) = (10 << 20, 20 << 20)

    package let name = "runpod"
    package let title = "RunPod"
    package let jobs: JobTable
    private let porter: (any Porter)?

    /// - Parameters:
    ///   - porter: carries a worker's inputs and results; without one its jobs fail.
    ///   - courier: takes the webhooks away.
    package init(maker: any ResultMaker = EchoMaker(), porter: (any Porter)? = nil, courier: Courier? = nil) throws {
        self.porter = porter
        jobs = try JobTable(name: "runpod", maker: maker) { job in
            guard let url = job.notes["webhook"], let courier,
                let body = try? JSONSerialization.data(withJSONObject: Self.standing(job))
            else { return }
            // Not again and again: who waits for it asks as well.
            for _ in 0..<3 {
                if await courier(url, ["Content-Type": "application/json"], body) == 200 { return }
            }
        }
    }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        registerMishaps(on: group)
        let endpoint = group.group("/v2/{endpoint}")
        endpoint.post("/run") { request, context in try await self.run(request, context, waits: false) }
        endpoint.post("/runsync") { request, context in try await self.run(request, context, waits: true) }
        endpoint.get("/status/{id}") { request, context in
            self.guarded(request, context) { self.status(context.parameters.get("id") ?? "") }
        }
        endpoint.post("/cancel/{id}") { request, context in
            self.guarded(request, context) { self.cancel(context.parameters.get("id") ?? "") }
        }
        endpoint.post("/purge-queue") { request, context in self.guarded(request, context) { self.purge() } }
        endpoint.get("/health") { request, context in self.guarded(request, context) { self.health() } }
    }

    private func guarded(
        _ request: Request, _ context: BasicRequestContext, _ answer: () -> Response
    ) -> Response {
        refusal(of: request, context) ?? answer()
    }

    private func refusal(of request: Request, _ context: BasicRequestContext) -> Response? {
        if let refused = mishap({ status, _ in Self.error(status, "\(status.reasonPhrase)") }) { return refused }
        guard request.bearer == Self.key else { return Self.error(.unauthorized, "Unauthorized") }
        guard context.parameters.get("endpoint") == Self.endpoint else {
            return Self.error(.notFound, "endpoint not found")
        }
        return nil
    }

    // MARK: Jobs

    private func run(_ request: Request, _ context: BasicRequestContext, waits: Bool) async throws -> Response {
        if let refused = refusal(of: request, context) { return refused }
        guard request.mediaType == "application/json",
            let body = try? await request.jsonObject(upTo: waits ? Self.largestSync : Self.largestRun),
            let input = body["input"] as? [String: Any], !input.isEmpty
        else { return Self.error(.badRequest, "input is required and must be a JSON object") }
        if let fault = Self.fault(of: body) { return Self.error(.badRequest, fault) }
        switch jobs.mishap {
        case .usedUp: return Self.error(.init(code: 402), "insufficient balance")
        case .errorInSuccess: return Page.json(["error": "the request is not valid"])
        default: break
        }
        if jobs.happens(.losesRequest) { return Self.broken() }
        let job = take(input, webhook: body["webhook"] as? String)
        if jobs.happens(.losesAnswer) { return Self.broken() }
        guard waits, let ended = await jobs.end(of: job.id) else {
            return Page.json(["id": job.id, "status": "IN_QUEUE"])
        }
        return Page.json(Self.standing(ended))
    }

    /// What the service does not take of the rest of a body; nil when it takes all.
    private static func fault(of body: [String: Any]) -> String? {
        if let unknown = body.keys.first(where: { !["input", "webhook", "policy", "s3Config"].contains($0) }) {
            return "unknown field \(unknown)"
        }
        if let webhook = body["webhook"] { guard webhook is String else { return "webhook must be a string" } }
        guard let policy = body["policy"] else { return nil }
        guard let policy = policy as? [String: Any] else { return "policy must be an object" }
        let timeout = policy["executionTimeout"] as? Int ?? 600_000
        guard timeout > 5000 else { return "executionTimeout must be over 5000" }
        let life = policy["ttl"] as? Int ?? 86_400_000
        guard (10_000...604_800_000).contains(life) else { return "ttl must be from 10000 to 604800000" }
        return nil
    }

    private func take(_ input: [String: Any], webhook: String?) -> JobTable.Job {
        var notes = ["task": input["task"] as? String ?? ""]
        notes["webhook"] = webhook
        let order = RunPodWork(input)
        return jobs.take(id: UUID().uuidString.lowercased() + "-u1", notes: notes) { [porter] folder in
            guard let order, let porter else { throw RunPodWork.Fault() }
            return try await order.fetched(into: folder, by: porter)
        } delivering: { [weak self, porter] id, path in
            guard let self, let order, let porter else { throw RunPodWork.Fault() }
            let made = try order.delivery(path, self.jobs.mishap)
            guard await porter.deliver(made, to: order.target, type: order.type) else { throw RunPodWork.Fault() }
            let bytes = try Data(contentsOf: URL(filePath: made), options: .mappedIfSafe)
            self.jobs.note(id, "bytes", String(bytes.count))
            self.jobs.note(id, "sha256", SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined())
        }
    }

    private func status(_ id: String) -> Response {
        // What has ended is kept for half an hour.
        guard let job = jobs[id], jobs.mishap != .expired || !job.isOver,
            job.endedAt.map({ Date().timeIntervalSince($0) < 1800 }) ?? true
        else { return Self.error(.notFound, "job not found") }
        return Page.json(Self.standing(job))
    }

    private func cancel(_ id: String) -> Response {
        guard let job = jobs[id] else { return Self.error(.notFound, "job not found") }
        guard jobs.cancel(id, running: true) else { return Self.error(.badRequest, "job is \(Self.word(job))") }
        return Page.json(["id": id, "status": "CANCELLED"])
    }

    private func purge() -> Response {
        let removed = jobs.jobs.count { $0.state == .waiting && jobs.cancel($0.id, running: false) }
        return Page.json(["removed": removed, "status": "completed"])
    }

    private func health() -> Response {
        let all = jobs.jobs
        func count(_ state: JobTable.State) -> Int { all.count { $0.state == state } }
        return Page.json([
            "jobs": [
                "completed": count(.succeeded), "failed": count(.failed), "inProgress": count(.running),
                "inQueue": count(.waiting), "retried": 0,
            ],
            "workers": [
                "idle": count(.running) == 0 ? 1 : 0, "initializing": 0, "ready": 1, "running": count(.running),
                "throttled": 0, "unhealthy": 0,
            ],
        ])
    }

    private static func word(_ job: JobTable.Job) -> String {
        switch job.state {
        case .waiting: "IN_QUEUE"
        case .running: "IN_PROGRESS"
        case .succeeded: "COMPLETED"
        // A worker that says no has done its work.
        case .failed: job.reason == JobTable.refusal ? "COMPLETED" : "FAILED"
        case .cancelled: "CANCELLED"
        }
    }

    private static func standing(_ job: JobTable.Job) -> [String: Any] {
        func milliseconds(_ from: Date?, _ to: Date?) -> Int {
            from.flatMap { from in to.map { Int($0.timeIntervalSince(from) * 1000) } } ?? 0
        }
        var answer: [String: Any] = [
            "id": job.id, "status": word(job), "delayTime": milliseconds(job.takenAt, job.startedAt),
        ]
        guard job.state != .waiting else { return answer }
        answer["workerId"] = "worker-1"
        if job.isOver { answer["executionTime"] = milliseconds(job.startedAt, job.endedAt) }
        switch job.state {
        case .running: answer["output"] = ["progress": 50, "stage": "rendering"]
        case .succeeded:
            answer["output"] = [
                "ok": true, "bytes": Int(job.notes["bytes"] ?? "") ?? 0, "sha256": job.notes["sha256"] ?? "",
            ]
        case .failed where job.reason == JobTable.refusal:
            answer["output"] = ["ok": false, "error": ["code": "no_face", "message": "There is no face."]]
        case .failed:
            answer["error"] =
                #"{"error_type": "<class 'RuntimeError'>", "error_message": "CUDA error", "#
                + #""error_traceback": "Traceback (most recent call last): …"}"#
        case .waiting, .cancelled: break
        }
        return answer
    }

    private static func error(_ status: HTTPResponse.Status, _ words: String) -> Response {
        Page.json(["error": words], status: status)
    }
}
