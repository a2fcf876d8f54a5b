import Domain
import Foundation
import Outbound

/// The calls of LiveTalking's server that a training needs (lipku/LiveTalking at a5a77f4, `server/avatar_api.py`). It answers
/// 200 to everything; `code` says whether it was meant well.
struct LiveTalkingAPI: Sendable {
    let service: RemoteService

    init(base: String, web: WebClient) {
        service = RemoteService(title: "LiveTalking", base: base, share: "livetalking", web: web, signer: nil)
    }

    struct Standing: Decodable, Sendable {
        let task_id: String?
        let status: String?
        /// 0...100.
        let progress: Double?
        let error_msg: String?
        /// Seconds since 1970; nil while it waits.
        let start_time: Double?
    }

    private struct Envelope<Data: Decodable>: Decodable {
        let code: Int?
        let msg: String?
        let data: Data?
    }

    private struct Listed: Decodable {
        let tasks: [Standing]?
    }

    /// - Parameters:
    ///   - id: of the task; one that is there already is replaced.
    ///   - news: where it says that there is some; nil when it need not.
    func train(
        _ clip: PreparedInput, model: LiveTalkingEngine.Model, id: String, news: String?
    ) async throws(ServiceFault) -> RemoteWork {
        var form = MultipartForm()
        form.add("model", model.rawValue)
        form.add("avatar_id", id)
        form.add("task_id", id)
        if model == .wav2lip { form.add("img_size", "256") }
        if let news { form.add("notifyurl", news) }
        form.add("video_file", file: WebFile(path: clip.path), fileName: clip.fileName("clip"), type: clip.type)
        var request = service.request("POST", "/api/avatar/task", headers: ["Content-Type": form.contentType])
        request.body = form.body
        request.isAlone = true
        let created = try Self.read(try await service.send(request).body, as: Standing.self)
        guard let work = created?.task_id.flatMap(RemoteWork.init) else { throw .lost("an answer without a task_id") }
        return work
    }

    /// Nil when it knows no such task: they are gone when it starts anew.
    func standing(of id: String) async throws(ServiceFault) -> Standing? {
        let request = service.request("GET", "/api/avatar/task/\(RemoteService.pathPart(id))")
        do {
            return try Self.read(try await service.answer(to: request).body, as: Standing.self)
        } catch .refusal(let refusal) where refusal.status == 404 || refusal.message.contains("not found") {
            return nil
        }
    }

    /// Ends a task that waits; one that runs cannot be ended.
    func delete(_ id: String) async throws(ServiceFault) {
        let request = service.request("DELETE", "/api/avatar/task/\(RemoteService.pathPart(id))")
        _ = try Self.read(try await service.answer(to: request).body, as: Standing.self)
    }

    /// All that it knows, the newest first.
    func tasks() async throws(ServiceFault) -> [Standing] {
        let request = service.request("GET", "/api/avatar/tasks")
        return try Self.read(try await service.answer(to: request).body, as: Listed.self)?.tasks ?? []
    }

    /// - Throws: a refusal for an envelope that says so.
    private static func read<Data: Decodable>(
        _ body: Foundation.Data, as type: Data.Type
    ) throws(ServiceFault) -> Data? {
        guard let envelope = try? JSONDecoder().decode(Envelope<Data>.self, from: body), let code = envelope.code else {
            throw .lost("an answer of \(body.count) bytes that is not LiveTalking's")
        }
        guard code == 0 else {
            throw .refusal(.init(status: code == 404 ? 404 : 400, message: envelope.msg ?? ""))
        }
        return envelope.data
    }
}
