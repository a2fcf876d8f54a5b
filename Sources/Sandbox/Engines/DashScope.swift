import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// Alibaba Cloud Model Studio, as far as wan2.2-animate-move and -mix go: its task API, its temporary store for files, and
/// signed links to results. Shapes by its reference and by what the official Python SDK 2.0.2 sends.
package final class DashScope: EngineStandIn {
    /// The only key that it knows.
    package static let key = "sk-sandbox-dashscope"
    static let models = ["wan2.2-animate-move", "wan2.2-animate-mix"]
    /// Of what is laid into the temporary store.
    static let largestUpload = 1 << 30

    package let name = "dashscope"
    package let title = "DashScope"
    package let jobs: JobTable

    struct Upload: Sendable {
        let path: String
        let model: String
    }

    struct State {
        /// The directory that a policy allows, with its model.
        var policies: [String: (folder: String, model: String, expiresAt: Date)] = [:]
        var uploads: [String: Upload] = [:]
    }

    let state = Mutex(State())
    let secret = SymmetricKey(size: .bits256)

    /// How many files were laid into the temporary store.
    package var uploads: Int { state.withLock { $0.uploads.count } }

    package init(maker: any ResultMaker = EchoMaker()) throws {
        jobs = try JobTable(name: "dashscope", maker: maker)
    }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        registerMishaps(on: group)
        group.post("/api/v1/services/aigc/image2video/video-synthesis") { request, _ in try await self.create(request) }
        group.get("/api/v1/tasks/{id}") { request, context in
            self.guarded(request) { self.query(context.parameters.get("id") ?? "", request.base) }
        }
        group.get("/api/v1/tasks") { request, _ in self.guarded(request) { self.list(request) } }
        group.post("/api/v1/tasks/{id}/cancel") { request, context in
            self.guarded(request) { self.cancel(context.parameters.get("id") ?? "") }
        }
        group.get("/api/v1/uploads") { request, _ in self.guarded(request) { self.policy(request) } }
        group.post("/oss") { request, _ in try await self.receive(request) }
        group.get("/results/{id}") { request, context in try await self.hand(request, context) }
    }

    private func guarded(_ request: Request, _ answer: () -> Response) -> Response {
        refusal(of: request) ?? answer()
    }

    /// Nil when the key is good and nothing goes wrong with all calls alike.
    private func refusal(of request: Request) -> Response? {
        let refused = mishap { status, what in
            switch what {
            case .throttled: Self.error(status, "Throttling.RateQuota", "Requests rate limit exceeded.")
            case .keyRefused: Self.error(status, "InvalidApiKey", "Invalid API-key provided.")
            default: Self.error(status, "InternalError", "An internal error has occured.")
            }
        }
        if let refused { return refused }
        guard let key = request.bearer else {
            return Self.error(.unauthorized, "InvalidApiKey", "No API-key provided.")
        }
        guard key == Self.key else { return Self.error(.unauthorized, "InvalidApiKey", "Invalid API-key provided.") }
        return nil
    }

    // MARK: Tasks

    private func create(_ request: Request) async throws -> Response {
        if let refused = refusal(of: request) { return refused }
        guard request.headers[.init("X-DashScope-Async")!] == "enable" else {
            return Self.error(
                .forbidden, "AccessDenied", "current user api does not support synchronous calls.")
        }
        guard request.mediaType == "application/json", let body = try await request.jsonObject() else {
            return Self.error(.badRequest, "InvalidParameter", "Required body invalid, please check the request body.")
        }
        guard let model = body["model"] as? String, Self.models.contains(model) else {
            return Self.error(.notFound, "ModelNotFound", "Model not exist.")
        }
        let input = body["input"] as? [String: Any] ?? [:]
        let parameters = body["parameters"] as? [String: Any] ?? [:]
        guard let image = input["image_url"] as? String, let video = input["video_url"] as? String else {
            return Self.error(.badRequest, "InvalidParameter", "Missing required parameter: image_url or video_url.")
        }
        guard let mode = parameters["mode"] as? String, ["wan-std", "wan-pro"].contains(mode) else {
            return Self.error(.badRequest, "InvalidParameter", "mode must be in [wan-std, wan-pro].")
        }
        let resolves = request.headers[.init("X-DashScope-OssResourceResolve")!] == "enable"
        guard resolves || ![image, video].contains(where: { $0.hasPrefix("oss://") }) else {
            return Self.error(.badRequest, "InvalidParameter", "oss:// needs X-DashScope-OssResourceResolve.")
        }
        switch jobs.mishap {
        case .usedUp: return Self.error(.badRequest, "Arrearage", "Access denied, account is not in good standing.")
        case .errorInSuccess: return Self.error(.ok, "InvalidParameter", "The request is not valid.")
        default: break
        }
        if jobs.happens(.losesRequest) { return Self.broken() }
        let job = take(model: model, mode: mode, image: image, video: video)
        if jobs.happens(.losesAnswer) { return Self.broken() }
        return Page.json(
            ["output": ["task_id": job.id, "task_status": "PENDING"], "request_id": Self.requestID()])
    }

    private func take(model: String, mode: String, image: String, video: String) -> JobTable.Job {
        let (picture, clip) = state.withLock { ($0.uploads[image], $0.uploads[video]) }
        let isBound = picture?.model == model && clip?.model == model
        let kind: StandInOrder.Kind = model.hasSuffix("mix") ? .animateMix : .animateMove
        return jobs.take(notes: ["model": model, "mode": mode, "fault": isBound ? "" : "InvalidURL"]) { folder in
            StandInOrder(kind, image: picture?.path, video: clip?.path, folder: folder)
        }
    }

    private func query(_ id: String, _ base: String) -> Response {
        guard let job = jobs[id], Date().timeIntervalSince(job.takenAt) < 24 * 3600 else {
            return Page.json(
                ["request_id": Self.requestID(), "output": ["task_id": id, "task_status": "UNKNOWN"]])
        }
        var output: [String: Any] = ["task_id": id, "submit_time": Self.time(job.takenAt)]
        output["scheduled_time"] = job.startedAt.map(Self.time)
        output["end_time"] = job.endedAt.map(Self.time)
        output["task_status"] = Self.status(job)
        var answer: [String: Any] = ["request_id": Self.requestID()]
        if job.isOver, let fault = job.notes["fault"], !fault.isEmpty {
            output["task_status"] = "FAILED"
            output["code"] = fault
            output["message"] = "The request URL is invalid, please make sure the url is correct."
        } else if job.state == .failed {
            output["code"] = job.reason == JobTable.refusal ? "InvalidImage.FullFace" : job.reason
            output["message"] = "An internal error has occured, please try again later or contact service support."
        } else if job.state == .succeeded {
            output["results"] = ["video_url": link(to: job, base)]
            let ratio = job.notes["mode"] == "wan-pro" ? "pro" : "standard"
            answer["usage"] = ["video_duration": 5.2, "video_ratio": ratio]
        }
        answer["output"] = output
        return Page.json(answer)
    }

    private func list(_ request: Request) -> Response {
        let (model, status) = (request.asked("model_name"), request.asked("status"))
        let size = min(max(Int(request.asked("page_size")) ?? 10, 1), 100)
        let page = min(max(Int(request.asked("page_no")) ?? 1, 1), 10_000)
        let all = jobs.jobs.reversed().filter {
            (model.isEmpty || $0.notes["model"] == model) && (status.isEmpty || Self.status($0) == status)
        }
        let items = all.dropFirst((page - 1) * size).prefix(size).map { job -> [String: Any] in
            var item: [String: Any] = [
                "api_key_id": "15", "caller_parent_id": "1", "caller_uid": "1", "region": "cn-beijing",
                "request_id": Self.requestID(), "status": Self.status(job), "task_id": job.id,
                "model_name": job.notes["model"] ?? "", "gmt_create": Int(job.takenAt.timeIntervalSince1970 * 1000),
            ]
            item["start_time"] = job.startedAt.map { Int($0.timeIntervalSince1970 * 1000) }
            item["end_time"] = job.endedAt.map { Int($0.timeIntervalSince1970 * 1000) }
            return item
        }
        return Page.json([
            "total": all.count, "data": Array(items), "total_page": (all.count + size - 1) / size, "page_no": page,
            "page_size": size, "request_id": Self.requestID(),
        ])
    }

    private func cancel(_ id: String) -> Response {
        guard jobs.cancel(id, running: false) else {
            return Self.error(
                .badRequest, "UnsupportedOperation",
                "Failed to cancel the task, please confirm if the task is in PENDING status.")
        }
        return Page.json(["request_id": Self.requestID()])
    }

    private static func status(_ job: JobTable.Job) -> String {
        switch job.state {
        case .waiting: "PENDING"
        case .running: "RUNNING"
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        case .cancelled: "CANCELED"
        }
    }

    static func error(_ status: HTTPResponse.Status, _ code: String, _ message: String) -> Response {
        Page.json(["code": code, "message": message, "request_id": requestID()], status: status)
    }

    static func requestID() -> String { UUID().uuidString.lowercased() }

    /// As the service writes it: in its own time zone, without saying so.
    private static func time(_ moment: Date) -> String {
        let seconds = moment.timeIntervalSince1970 + 8 * 3600
        let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, includingFractionalSeconds: true)
        return String(Date(timeIntervalSince1970: seconds).formatted(style).prefix(23))
    }
}
