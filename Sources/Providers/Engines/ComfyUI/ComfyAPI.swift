import Domain
import Foundation
import Outbound

/// The calls of a ComfyUI server that a workflow needs (ComfyUI 0.3.64, `server.py`).
struct ComfyAPI: Sendable {
    let service: RemoteService
    struct Place: Decodable {
        let name: String
        let subfolder: String?
    }

    struct Queued: Decodable {
        let prompt_id: String
    }

    /// A file that a prompt has made.
    struct Made: Equatable, Sendable {
        let name: String
        let subfolder: String
        let type: String
    }

    enum Standing: Equatable, Sendable {
        case queued(ahead: Int)
        case running
        case made([Made])
        case failed(String)
        case interrupted
        /// The server knows nothing of it: it was started anew.
        case lost
    }

    // MARK: Calls

    func upload(_ input: PreparedInput, as name: String) async throws(ServiceFault) -> String {
        var form = MultipartForm()
        form.add("type", "input")
        form.add("subfolder", "greenroom")
        form.add("overwrite", "true")
        form.add("image", file: WebFile(path: input.path), fileName: input.fileName(name), type: input.type)
        var request = service.request("POST", "/upload/image", headers: ["Content-Type": form.contentType])
        request.body = form.body
        let response = try await service.send(request)
        guard let place = try? JSONDecoder().decode(Place.self, from: response.body) else {
            throw .lost("an answer without a name")
        }
        let folder = place.subfolder ?? ""
        return folder.isEmpty ? place.name : folder + "/" + place.name
    }

    /// - Parameter id: of ours, so that it is found again when the answer is lost; older servers give their own. What the
    ///   server tells of the prompt is told to the client of that name.
    func queue(_ prompt: [String: Any], id: String) async throws(ServiceFault) -> RemoteWork {
        let body = try Self.json(["prompt": prompt, "client_id": id, "prompt_id": id])
        let queued: Queued
        do {
            queued = try await service.answer(to: service.order("/prompt", json: body), as: Queued.self)
        } catch .refusal(var refusal) where refusal.status == 400 {
            refusal.message = refusal.message.isEmpty ? "the workflow is not valid" : refusal.message
            throw .refusal(refusal)
        }
        guard let work = RemoteWork(id: queued.prompt_id) else { throw .lost("a prompt_id of no use") }
        return work
    }

    func standing(of id: String) async throws(ServiceFault) -> Standing {
        if let ended = try await history(of: id) { return ended }
        let queue = try await object(at: "/queue")
        let running = Self.ids(queue["queue_running"])
        if running.contains(id) { return .running }
        let pending = Self.items(queue["queue_pending"]).sorted { $0.number < $1.number }.map(\.id)
        if let place = pending.firstIndex(of: id) { return .queued(ahead: place + running.count) }
        // It may have ended between the two questions.
        return try await history(of: id) ?? .lost
    }

    private func history(of id: String) async throws(ServiceFault) -> Standing? {
        let history = try await object(at: "/history/" + RemoteService.pathPart(id))
        guard let entry = history[id] as? [String: Any] else { return nil }
        let status = entry["status"] as? [String: Any] ?? [:]
        if status["status_str"] as? String == "error" {
            let messages = status["messages"] as? [[Any]] ?? []
            if messages.contains(where: { $0.first as? String == "execution_interrupted" }) { return .interrupted }
            let told = messages.first { $0.first as? String == "execution_error" }?.last as? [String: Any]
            return .failed(told?["exception_message"] as? String ?? "it gave no reason")
        }
        return .made(Self.files(in: entry["outputs"] as? [String: Any] ?? [:]))
    }

    func forget(_ id: String) async throws(ServiceFault) {
        let body = try Self.json(["delete": [id]])
        _ = try await service.answer(to: service.request("POST", "/history", json: body))
    }

    /// Ends it, waiting or running.
    func cancel(_ id: String) async throws(ServiceFault) {
        let queued = try Self.json(["delete": [id]])
        _ = try await service.answer(to: service.request("POST", "/queue", json: queued))
        // Older servers stop whatever runs, so only one that runs is named.
        guard try await standing(of: id) == .running else { return }
        _ = try await service.answer(to: service.request("POST", "/interrupt", json: try Self.json(["prompt_id": id])))
    }

    func address(of file: Made) -> String {
        service.base + "/view?"
            + FormText.of([("filename", file.name), ("subfolder", file.subfolder), ("type", file.type)])
    }

    /// Classes of nodes that the server does not have.
    func missing(_ classes: Set<String>) async throws(ServiceFault) -> [String] {
        var missing: [String] = []
        for name in classes.sorted() where try await object(at: "/object_info/" + RemoteService.pathPart(name)).isEmpty
        {
            missing.append(name)
        }
        return missing
    }

    func ping() async throws(ServiceFault) { _ = try await object(at: "/system_stats") }

    // MARK: Reading

    private func object(at path: String) async throws(ServiceFault) -> [String: Any] {
        var request = service.request("GET", path)
        // A history holds the whole prompt.
        request.limits = WebLimits(total: .seconds(60), answerBytes: 64 << 20)
        let response = try await service.answer(to: request)
        guard let object = (try? JSONSerialization.jsonObject(with: response.body)) as? [String: Any] else {
            throw .lost("an answer that is not a JSON object")
        }
        return object
    }

    /// Any list whose entries have a `filename`: nodes call theirs `images`, `gifs`, `videos` or `audio`.
    static func files(in outputs: [String: Any]) -> [Made] {
        outputs.values.compactMap { $0 as? [String: Any] }.flatMap { $0.values }.compactMap { $0 as? [[String: Any]] }
            .flatMap { $0 }.compactMap { entry in
                guard let name = entry["filename"] as? String else { return nil }
                return Made(
                    name: name, subfolder: entry["subfolder"] as? String ?? "",
                    type: entry["type"] as? String ?? "output")
            }
    }

    private static func items(_ list: Any?) -> [(number: Double, id: String)] {
        (list as? [[Any]] ?? []).compactMap { item in
            guard item.count > 1, let id = item[1] as? String else { return nil }
            return ((item[0] as? NSNumber)?.doubleValue ?? 0, id)
        }
    }

    private static func ids(_ list: Any?) -> [String] { items(list).map(\.id) }

    private static func json(_ value: [String: Any]) throws(ServiceFault) -> Data {
        guard JSONSerialization.isValidJSONObject(value) else { throw .unsent("the workflow cannot be written") }
        do {
            return try JSONSerialization.data(withJSONObject: value, options: [.withoutEscapingSlashes])
        } catch { throw .unsent("\(error)") }
    }
}
