import Foundation
import HTTPTypes
import Hummingbird

/// A LiveTalking server on somebody's own machine, as far as training avatars goes (lipku/LiveTalking at a5a77f4). It leaves
/// avatars in a folder, as it does there, and answers 200 to everything.
package final class LiveTalking: EngineStandIn {
    package let name = "livetalking"
    package let title = "LiveTalking"
    package let jobs: JobTable
    /// The folder of its repository.
    package var root: String { jobs.folder + "/root" }

    /// - Parameter courier: takes its news away.
    package init(courier: Courier? = nil) throws {
        jobs = try JobTable(name: "livetalking", maker: EchoMaker()) { job in
            guard let url = job.notes["notifyurl"], let courier,
                let body = try? JSONSerialization.data(withJSONObject: Self.standing(job))
            else { return }
            _ = await courier(url, ["Content-Type": "application/json"], body)
        }
        try FileManager.default.createDirectory(
            atPath: root + "/data/avatars", withIntermediateDirectories: true)
    }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        registerMishaps(on: group)
        group.post("/api/avatar/task") { request, _ in try await self.create(request) }
        group.get("/api/avatar/tasks") { request, _ in
            self.guarded { Self.answer(["tasks": self.jobs.jobs.reversed().map(Self.standing)]) }
        }
        group.get("/api/avatar/task/{id}") { _, context in
            self.guarded { self.show(context.parameters.get("id") ?? "") }
        }
        group.delete("/api/avatar/task/{id}") { _, context in
            self.guarded { self.delete(context.parameters.get("id") ?? "") }
        }
    }

    private func guarded(_ answer: () -> Response) -> Response {
        mishap { status, _ in Response(status: status) } ?? answer()
    }

    private func create(_ request: Request) async throws -> Response {
        if let refused = mishap({ status, _ in Response(status: status) }) { return refused }
        let path = jobs.folder + "/upload-" + Random.hex(bytes: 12)
        guard try await request.save(to: path, upTo: 100 << 20) else { return Response(status: .contentTooLarge) }
        guard let form = FormParts(file: path, contentType: request.headers[.contentType] ?? "") else {
            return Self.refusal("invalid form")
        }
        guard let model = form.text("model"), ["wav2lip", "musetalk"].contains(model) else {
            return Self.refusal("model must be wav2lip or musetalk")
        }
        guard let avatar = form.text("avatar_id"), avatar.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil,
            let clip = form.files("video_file").first
        else { return Self.refusal("avatar_id and video_file are required") }
        guard jobs.mishap != .errorInSuccess else { return Self.refusal("internal error") }
        let content = path + "-content"
        try clip.content.write(to: URL(filePath: content))
        try FileManager.default.removeItem(atPath: path)
        if jobs.happens(.losesRequest) { return Self.broken() }
        var notes = ["model": model, "avatar": avatar]
        notes["notifyurl"] = form.text("notifyurl")
        let id = form.text("task_id") ?? UUID().uuidString.lowercased()
        let job = jobs.take(id: id, notes: notes) { folder in
            StandInOrder(.avatar, video: content, folder: folder)
        } delivering: { [weak self] _, _ in
            guard let self else { return }
            try Self.leave(avatar, model, in: self.root + "/data/avatars", isWhole: self.jobs.mishap != .empty)
        }
        if jobs.happens(.losesAnswer) { return Self.broken() }
        return Self.answer(["task_id": job.id])
    }

    private func show(_ id: String) -> Response {
        // Tasks are kept in memory only.
        guard let job = jobs[id], jobs.mishap != .expired || !job.isOver else {
            return Self.refusal("Task not found", code: 404)
        }
        return Self.answer(Self.standing(job))
    }

    private func delete(_ id: String) -> Response {
        guard let job = jobs[id] else { return Self.refusal("Task not found", code: 404) }
        guard jobs.cancel(id, running: false) else {
            return Self.refusal("Task is in \(Self.word(job)) state, cannot delete")
        }
        return Self.answer(["task_id": id])
    }

    /// What a complete avatar of that model consists of.
    private static func leave(_ avatar: String, _ model: String, in folder: String, isWhole: Bool) throws {
        let images = model == "wav2lip" ? ["full_imgs", "face_imgs"] : ["full_imgs", "mask"]
        let files = model == "wav2lip" ? ["coords.pkl"] : ["coords.pkl", "mask_coords.pkl", "latents.pt"]
        for name in images {
            let place = "\(folder)/\(avatar)/\(name)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for number in 0..<3 {
                try Data().write(to: URL(filePath: "\(place)/0000000\(number).png"))
            }
        }
        for name in isWhole ? files : [] { try Data().write(to: URL(filePath: "\(folder)/\(avatar)/\(name)")) }
    }

    private static func word(_ job: JobTable.Job) -> String {
        switch job.state {
        case .waiting: "pending"
        case .running: "running"
        case .succeeded: "completed"
        case .failed, .cancelled: "failed"
        }
    }

    private static func standing(_ job: JobTable.Job) -> [String: Any] {
        let fault =
            job.reason == JobTable.refusal ? "ValueError: Face not detected! Ensure the video contains a face" : ""
        return [
            "task_id": job.id, "model_type": job.notes["model"] ?? "", "avatar_id": job.notes["avatar"] ?? "",
            "status": word(job), "progress": job.isOver ? 100 : job.state == .running ? 40 : 0,
            "error_msg": job.state == .failed ? (fault.isEmpty ? "RuntimeError: CUDA error" : fault) : "",
            "notify_url": job.notes["notifyurl"] ?? "",
            "start_time": job.startedAt.map { $0.timeIntervalSince1970 as Any } ?? NSNull(),
            "end_time": job.endedAt.map { $0.timeIntervalSince1970 as Any } ?? NSNull(),
        ]
    }

    private static func answer(_ data: [String: Any]) -> Response {
        Page.json(["code": 0, "msg": "ok", "data": data])
    }

    private static func refusal(_ words: String, code: Int = -1) -> Response {
        Page.json(["code": code, "msg": words])
    }
}
