import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// fish-speech on somebody's own machine, started with `--api-key` (fish-speech, `tools/server/views.py`).
package final class FishSpeech: EngineStandIn {
    /// What it was started with.
    package static let key = "sandbox-fish-speech-key"

    package let name = "fish-speech"
    package let title = "fish-speech"
    package let jobs: JobTable

    private let references = Mutex<[String: String]>([:])

    package init(maker: any ResultMaker = EchoMaker()) throws {
        jobs = try JobTable(name: "fish-speech", maker: maker)
    }

    package var referenceNames: [String] { references.withLock { $0.keys.sorted() } }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        registerMishaps(on: group)
        group.get("/v1/health") { request, _ in
            try await self.guarded(request) { Page.json(["status": "ok"]) }
        }
        group.post("/v1/tts") { request, context in
            try await self.guarded(request) { try await self.speak(request, context) }
        }
        group.post("/v1/references/add") { request, _ in
            try await self.guarded(request) { try await self.add(request) }
        }
        group.get("/v1/references/list") { request, _ in
            try await self.guarded(request, asJSON: true) {
                Page.json(["success": true, "reference_ids": self.referenceNames, "message": "ok"])
            }
        }
        group.delete("/v1/references/delete") { request, _ in
            try await self.guarded(request, asJSON: true) { try await self.remove(request) }
        }
    }

    /// - Parameter asJSON: answers are MessagePack unless JSON is asked for, which is all that is played here.
    private func guarded(
        _ request: Request, asJSON: Bool = false, _ answer: () async throws -> Response
    ) async throws -> Response {
        if let refused = mishap({ status, _ in Self.error(status, "something went wrong") }) { return refused }
        guard request.bearer == Self.key else { return Self.error(.unauthorized, "Invalid token") }
        guard !asJSON || (request.headers[.accept] ?? "").contains("application/json") else {
            return Response(status: .ok, headers: [.contentType: "application/msgpack"])
        }
        return try await answer()
    }

    private func add(_ request: Request) async throws -> Response {
        let path = jobs.folder + "/upload-" + Random.hex(bytes: 12)
        guard try await request.save(to: path, upTo: 100 << 20),
            let form = FormParts(file: path, contentType: request.headers[.contentType] ?? ""),
            let sample = form.files("audio").first, let text = form.text("text"), !text.isEmpty,
            let id = form.text("id"), id.wholeMatch(of: /[a-zA-Z0-9\-_ ]{1,255}/) != nil
        else { return Self.error(.badRequest, "id, audio and text expected") }
        let content = path + "-content"
        try sample.content.write(to: URL(filePath: content))
        try FileManager.default.removeItem(atPath: path)
        let isNew = references.withLock { references in
            guard references[id] == nil else { return false }
            references[id] = content
            return true
        }
        guard isNew else { return Self.error(.conflict, "Reference ID '\(id)' already exists") }
        if jobs.happens(.losesAnswer) { return Self.broken() }
        return Page.json(["success": true, "message": "added", "reference_id": id])
    }

    private func remove(_ request: Request) async throws -> Response {
        guard let id = try await request.jsonObject()?["reference_id"] as? String else {
            return Self.error(.badRequest, "reference_id expected")
        }
        guard references.withLock({ $0.removeValue(forKey: id) }) != nil else {
            return Self.error(.notFound, "Reference ID '\(id)' not found")
        }
        return Page.json(["success": true, "message": "deleted", "reference_id": id])
    }

    private func speak(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard request.mediaType == "application/json", let order = try await request.jsonObject(upTo: 16 << 20) else {
            return Self.error(.unsupportedMediaType, "Unsupported media type")
        }
        guard let text = order["text"] as? String, !text.isEmpty else {
            return Self.error(.badRequest, "text expected")
        }
        let format = order["format"] as? String ?? "wav"
        guard order["streaming"] as? Bool != true || format == "wav" else {
            return Self.error(.badRequest, "Streaming only supports WAV format")
        }
        var sample: String?
        if let id = order["reference_id"] as? String {
            sample = references.withLock { $0[id] }
            guard sample != nil else { return Self.error(.notFound, "Reference not found") }
        }
        let job = jobs.take { [sample] folder in StandInOrder(.speech, audio: sample, text: text, folder: folder) }
        guard let done = await jobs.end(of: job.id), done.state == .succeeded else {
            return Self.error(.internalServerError, "Failed to generate speech")
        }
        return try await result(of: done, type: format == "mp3" ? "audio/mpeg" : "audio/wav", request, context)
    }

    private static func error(_ status: HTTPResponse.Status, _ message: String) -> Response {
        Page.json(
            ["statusCode": status.code, "message": message, "error": status.reasonPhrase], status: status)
    }
}
