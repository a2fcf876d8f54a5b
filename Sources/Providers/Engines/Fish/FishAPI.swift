import Domain
import Foundation
import Outbound

/// The calls of Fish Audio's service and of the self-hosted fish-speech that an engine needs (docs.fish.audio; fish-speech
/// `tools/api_server.py`). Both speak by the same route.
struct FishAPI: Sendable {
    let service: RemoteService
    /// A header of the hosted service; the self-hosted one has its model from its start.
    let model: String?

    struct Voice: Decodable, Sendable {
        let _id: String
        let title: String?
        let state: String?
        let languages: [String]?
        let tags: [String]?
    }

    struct Voices: Decodable {
        let items: [Voice]?
    }

    struct References: Decodable {
        let success: Bool?
        let message: String?
        let reference_ids: [String]?
    }

    // MARK: Speech

    /// Speaks into a file. The stream has no length to compare with: only its end says that it is whole.
    func speak(_ order: FishOrder, streamed: Bool, to path: String) async throws(ServiceFault) {
        var body: [String: Any] = ["text": order.text, "format": order.format, "normalize": true]
        body["reference_id"] = order.voice
        if streamed { body["streaming"] = order.format == "wav" }
        if order.format == "mp3" { body["mp3_bitrate"] = 128 }
        var headers = ["Accept": "*/*"]
        headers["model"] = model
        var limits = WebLimits(total: .seconds(1800), answerBytes: 1 << 30)
        limits.idle = .seconds(120)
        var request = service.order("/v1/tts", json: try Self.json(body), headers: headers)
        request.limits = limits
        let download = try await service.download(request, to: path)
        let type = download.head.headers["content-type"] ?? ""
        guard download.bytes > 0, !type.hasPrefix("text/"), !type.contains("json") else {
            throw .lost("\(download.bytes) bytes of \(type) instead of sound")
        }
    }

    // MARK: Voices of the hosted service

    /// Own voices, at most 100.
    /// - Parameter tag: nil for all.
    func voices(tag: String? = nil) async throws(ServiceFault) -> [Voice] {
        var query = [("page_size", "100"), ("page_number", "1"), ("self", "true")]
        if let tag { query.append(("tag", tag)) }
        let path = "/model?" + FormText.of(query)
        return try await service.answer(to: service.request("GET", path), as: Voices.self).items ?? []
    }

    func voice(_ id: String) async throws(ServiceFault) -> Voice {
        try await service.answer(to: service.request("GET", "/model/" + RemoteService.pathPart(id)), as: Voice.self)
    }

    /// - Parameter tag: by which it is found again when the answer is lost.
    func create(
        title: String, sample: PreparedInput, tag: String
    ) async throws(ServiceFault) -> Voice {
        var form = MultipartForm()
        form.add("title", title)
        form.add("visibility", "private")
        form.add("type", "tts")
        form.add("train_mode", "fast")
        form.add("tags", tag)
        form.add("enhance_audio_quality", "true")
        form.add(
            "voices", file: WebFile(path: sample.path), fileName: sample.fileName("sample"), type: sample.type)
        var request = service.request("POST", "/model", headers: ["Content-Type": form.contentType])
        request.body = form.body
        request.isAlone = true
        let response = try await service.send(request)
        do { return try JSONDecoder().decode(Voice.self, from: response.body) } catch {
            throw .lost("an answer without a voice")
        }
    }

    func delete(_ id: String) async throws(ServiceFault) {
        do {
            _ = try await service.answer(to: service.request("DELETE", "/model/" + RemoteService.pathPart(id)))
        } catch .refusal(let refusal) where refusal.status == 404 {}
    }

    // MARK: References of the self-hosted one

    func references() async throws(ServiceFault) -> [String] {
        try await service.answer(to: service.request("GET", "/v1/references/list"), as: References.self).reference_ids
            ?? []
    }

    /// - Parameter transcript: what is said in the sample.
    func add(reference id: String, sample: PreparedInput, transcript: String) async throws(ServiceFault) {
        var form = MultipartForm()
        form.add("id", id)
        form.add("text", transcript)
        form.add(
            "audio", file: WebFile(path: sample.path), fileName: sample.fileName("sample"), type: sample.type)
        var request = service.request("POST", "/v1/references/add", headers: ["Content-Type": form.contentType])
        request.body = form.body
        do {
            _ = try await service.send(request)
        } catch .refusal(let refusal) where refusal.status == 409 {
            // An earlier attempt has added it: the id is this task's own.
        }
    }

    func delete(reference id: String) async throws(ServiceFault) {
        let body = try Self.json(["reference_id": id])
        do {
            _ = try await service.answer(to: service.request("DELETE", "/v1/references/delete", json: body))
        } catch .refusal(let refusal) where refusal.status == 404 {}
    }

    private static func json(_ value: [String: Any]) throws(ServiceFault) -> Data {
        do {
            return try JSONSerialization.data(withJSONObject: value, options: [.withoutEscapingSlashes])
        } catch { throw .unsent("\(error)") }
    }
}
