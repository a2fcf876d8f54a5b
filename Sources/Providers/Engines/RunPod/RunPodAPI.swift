import Domain
import Foundation
import Outbound

/// The calls of RunPod's queue-based endpoints, as its documentation and the official SDK 1.12 have them.
struct RunPodAPI: Sendable {
    let service: RemoteService

    /// - Parameter base: ends in `/v2`.
    init(base: String, endpoint: String, key: String, web: WebClient) {
        service = RemoteService(
            title: "RunPod", base: "\(base)/\(RemoteService.pathPart(endpoint))", share: "runpod", web: web,
            signer: Bearer(key))
    }

    // MARK: Answers

    struct Job: Decodable {
        let id: String?
        let status: String?
        let output: JSONTree?
        /// Text, or JSON as a text.
        let error: JSONTree?
    }

    struct Health: Decodable {
        /// By how they are; the service names what it likes.
        let workers: [String: Int]?
    }

    // MARK: Calls

    /// - Parameter body: `input`, `webhook` and `policy`, at most 10 MB.
    /// - Returns: what the service calls the job.
    func run(_ body: [String: Any]) async throws(ServiceFault) -> RemoteWork {
        let data: Data
        do { data = try JSONSerialization.data(withJSONObject: body, options: [.sortedKeys]) } catch {
            throw .unsent("\(error)")
        }
        let created = try await service.answer(to: service.order("/run", json: data), as: Job.self)
        if let work = created.id.flatMap(RemoteWork.init) { return work }
        if let words = created.error?.words { throw .refusal(.init(status: 400, message: words)) }
        throw .lost("an answer without an id")
    }

    func status(of id: String) async throws(ServiceFault) -> Job {
        try await service.answer(to: service.request("GET", "/status/\(RemoteService.pathPart(id))"), as: Job.self)
    }

    func cancel(_ id: String) async throws(ServiceFault) {
        _ = try await service.answer(to: service.request("POST", "/cancel/\(RemoteService.pathPart(id))"))
    }

    func health() async throws(ServiceFault) -> Health {
        try await service.answer(to: service.request("GET", "/health"), as: Health.self)
    }
}

extension JSONTree {
    /// A member of an object; nil when there is none, or when this is no object.
    subscript(_ name: String) -> JSONTree? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }

    /// What an error says: its own text, or the message of the JSON that is written there.
    var words: String? {
        switch self {
        case .text(let text):
            let inner = try? JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
            guard case .object? = inner else { return text }
            return inner?.words ?? text
        case .object: return (self["error_message"] ?? self["message"] ?? self["error"])?.words
        case .null, .flag, .number, .list: return nil
        }
    }
}
