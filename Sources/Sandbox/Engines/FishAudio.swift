import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// Fish Audio: voices are made of samples and speak at once. By its reference and by what its official SDK 1.3.0 sends.
package final class FishAudio: EngineStandIn {
    /// The only key that it knows.
    package static let key = "sandbox-fish-audio-key"
    private static let formats = ["mp3", "wav", "pcm", "opus"]

    package let name = "fish-audio"
    package let title = "Fish Audio"
    package let jobs: JobTable

    private struct Voice: Sendable {
        let id: String
        var title: String
        let tags: [String]
        let visibility: String
        let sample: String
        let madeAt: Date
    }

    private let voices = Mutex<[Voice]>([])
    private let maker: any ResultMaker

    package init(maker: any ResultMaker = EchoMaker()) throws {
        self.maker = maker
        jobs = try JobTable(name: "fish-audio", maker: maker)
    }

    /// How many voices it has.
    package var voiceCount: Int { voices.withLock { $0.count } }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        registerMishaps(on: group)
        group.post("/model") { request, _ in try await self.guarded(request) { try await self.create(request) } }
        group.get("/model") { request, _ in try await self.guarded(request) { self.list(request) } }
        group.get("/model/{id}") { request, context in
            try await self.guarded(request) { self.get(context.parameters.get("id") ?? "") }
        }
        group.patch("/model/{id}") { request, context in
            try await self.guarded(request) { try await self.rename(context.parameters.get("id") ?? "", request) }
        }
        group.delete("/model/{id}") { request, context in
            try await self.guarded(request) { self.remove(context.parameters.get("id") ?? "") }
        }
        group.post("/v1/tts") { request, context in
            try await self.guarded(request) { try await self.speak(request, context) }
        }
        group.get("/wallet/self/api-credit") { request, _ in
            try await self.guarded(request) {
                Page.json([
                    "_id": "w1", "user_id": "u1", "credit": "1.5", "created_at": Self.time(Date()),
                    "updated_at": Self.time(Date()), "has_free_credit": false,
                ])
            }
        }
    }

    private func guarded(_ request: Request, _ answer: () async throws -> Response) async throws -> Response {
        let refused = mishap { status, what in
            Self.error(status, what == .keyRefused ? "Invalid Token" : "something went wrong")
        }
        if let refused { return refused }
        guard request.bearer == Self.key else { return Self.error(.unauthorized, "Invalid Token") }
        return try await answer()
    }

    // MARK: Voices

    private func create(_ request: Request) async throws -> Response {
        let path = jobs.folder + "/upload-" + Random.hex(bytes: 12)
        guard try await request.save(to: path, upTo: 100 << 20) else { return Response(status: .contentTooLarge) }
        guard let form = FormParts(file: path, contentType: request.headers[.contentType] ?? "") else {
            return Self.error(.badRequest, "multipart/form-data expected")
        }
        for name in ["type", "title", "train_mode"] where (form.text(name) ?? "").isEmpty {
            return Self.fault(name, "Field required")
        }
        guard form.text("type") == "tts", form.text("train_mode") == "fast" else {
            return Self.fault("type", "Input should be 'tts'")
        }
        guard let sample = form.files("voices").first, !sample.content.isEmpty else {
            return Self.fault("voices", "Field required")
        }
        let visibility = form.text("visibility") ?? "public"
        // The service's default is public, and a public voice needs a picture.
        guard visibility != "public" || !form.files("cover_image").isEmpty else {
            return Self.fault("cover_image", "Field required")
        }
        if jobs.mishap == .usedUp { return Self.error(.init(code: 402), "Insufficient credit") }
        if jobs.happens(.losesRequest) { return Self.broken() }
        let content = path + "-content"
        try sample.content.write(to: URL(filePath: content))
        try FileManager.default.removeItem(atPath: path)
        let voice = Voice(
            id: Random.hex(bytes: 16), title: form.text("title") ?? "", tags: form.texts("tags"),
            visibility: visibility, sample: content, madeAt: Date())
        voices.withLock { $0.append(voice) }
        if jobs.happens(.losesAnswer) { return Self.broken() }
        return Page.json(entity(voice), status: .created)
    }

    private func list(_ request: Request) -> Response {
        let tags = request.uri.queryParameters.getAll("tag")
        let title = request.asked("title")
        let size = min(max(Int(request.asked("page_size")) ?? 10, 1), 100)
        let page = min(max(Int(request.asked("page_number")) ?? 1, 1), 1000)
        let all = voices.withLock { $0 }.reversed().filter { voice in
            tags.allSatisfy { voice.tags.contains($0) } && (title.isEmpty || voice.title.contains(title))
        }
        let items = Array(all).dropFirst((page - 1) * size).prefix(size).map(entity)
        return Page.json(["total": all.count, "items": Array(items)])
    }

    private func get(_ id: String) -> Response {
        guard let voice = voice(id) else { return Self.error(.notFound, "Model not found") }
        return Page.json(entity(voice))
    }

    private func rename(_ id: String, _ request: Request) async throws -> Response {
        let title =
            request.mediaType == "application/json"
            ? try await request.jsonObject()?["title"] as? String : try await request.form()["title"]
        let isThere = voices.withLock { voices in
            guard let index = voices.firstIndex(where: { $0.id == id }) else { return false }
            if let title { voices[index].title = title }
            return true
        }
        return isThere ? Response(status: .ok) : Self.error(.notFound, "Model not found")
    }

    private func remove(_ id: String) -> Response {
        let wasThere = voices.withLock { voices in
            let count = voices.count
            voices.removeAll { $0.id == id }
            return voices.count < count
        }
        return wasThere ? Response(status: .ok) : Self.error(.notFound, "Model not found")
    }

    private func voice(_ id: String) -> Voice? { voices.withLock { $0.first { $0.id == id } } }

    private func entity(_ voice: Voice) -> [String: Any] {
        [
            "_id": voice.id, "type": "tts", "title": voice.title, "description": "", "cover_image": "coverimage/x",
            "train_mode": "fast", "state": jobs.mishap == .fails ? "failed" : "trained", "tags": voice.tags,
            "samples": [[String: Any]](), "created_at": Self.time(voice.madeAt), "updated_at": Self.time(voice.madeAt),
            "languages": ["en"], "visibility": voice.visibility, "lock_visibility": false, "like_count": 0,
            "mark_count": 0, "shared_count": 0, "task_count": 0, "liked": false, "marked": false,
            "author": ["_id": "u1", "nickname": "Ada", "avatar": ""],
        ]
    }

    // MARK: Speech

    private func speak(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let bytes = Data((try await request.body.collect(upTo: 64 << 20)).readableBytesView)
        let read: Any?
        switch request.mediaType {
        case "application/json": read = try? JSONSerialization.jsonObject(with: bytes)
        case "application/msgpack": read = MessagePack.read(bytes)
        default: return Self.error(.unsupportedMediaType, "application/json or application/msgpack expected")
        }
        guard let order = read as? [String: Any] else { return Self.error(.badRequest, "the body cannot be read") }
        guard let text = order["text"] as? String, !text.isEmpty else { return Self.fault("text", "Field required") }
        let format = order["format"] as? String ?? "mp3"
        guard Self.formats.contains(format) else { return Self.fault("format", "unknown format") }
        if jobs.mishap == .usedUp { return Self.error(.init(code: 402), "Insufficient credit") }
        if jobs.mishap == .errorInSuccess { return Self.error(.ok, "Insufficient credit") }
        var sample: String?
        if let id = order["reference_id"] as? String {
            guard let voice = voice(id) else { return Self.error(.badRequest, "Reference not found") }
            sample = voice.sample
        }
        // One job for each, so that what goes wrong and what was asked for is told by the same page.
        let job = jobs.take { [sample] folder in StandInOrder(.speech, audio: sample, text: text, folder: folder) }
        guard let done = await jobs.end(of: job.id), done.state == .succeeded else {
            return Self.error(.internalServerError, "Internal error")
        }
        let type = ["mp3": "audio/mpeg", "wav": "audio/wav", "opus": "audio/ogg"][format] ?? "application/octet-stream"
        if jobs.happens(.losesAnswer) { return Self.broken() }
        return try await result(of: done, type: type, request, context)
    }

    // MARK: Answers

    private static func error(_ status: HTTPResponse.Status, _ message: String) -> Response {
        Page.json(["message": message, "status": status.code], status: status)
    }

    private static func fault(_ field: String, _ message: String) -> Response {
        let list: [[String: Any]] = [
            ["loc": ["body", field], "type": "missing", "msg": message, "ctx": [String: Any]()]
        ]
        let bytes = (try? JSONSerialization.data(withJSONObject: list)) ?? Data()
        return Response(
            status: .unprocessableContent, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func time(_ moment: Date) -> String {
        moment.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
