import Domain
import Foundation
import Outbound

/// The calls of DashScope (Alibaba Cloud Model Studio) that an animation needs, as its reference and the official SDK 2.0
/// have them: `help.aliyun.com/zh/model-studio`, wan2.2-animate-move and -mix.
struct DashScopeAPI: Sendable {
    let service: RemoteService

    /// - Parameter workspace: its id; nil is the key's own.
    init(base: String, key: String, workspace: String?, web: WebClient) {
        service = RemoteService(
            title: "DashScope", base: base, share: "dashscope", web: web, signer: Bearer(key),
            headers: workspace.map { ["X-DashScope-WorkSpace": $0] } ?? [:])
    }

    // MARK: Answers

    struct Created: Decodable {
        struct Output: Decodable { let task_id: String? }
        let output: Output?
        let code: String?
        let message: String?
    }

    struct Standing: Decodable {
        struct Results: Decodable { let video_url: String? }
        struct Output: Decodable {
            let task_status: String?
            let results: Results?
            /// Where models of the same family put it.
            let video_url: String?
            let code: String?
            let message: String?
        }
        let output: Output?
        let code: String?
        let message: String?
    }

    struct Listed: Decodable {
        struct Item: Decodable {
            let task_id: String
            let model_name: String?
            /// ms UTC.
            let gmt_create: Int64?
        }
        let data: [Item]?
    }

    // MARK: Calls

    /// - Returns: what the service calls the task.
    func create(
        model: String, imageURL: String, videoURL: String, mode: GenerationTask.Mode
    ) async throws(ServiceFault) -> RemoteWork {
        let body: [String: Any] = [
            "model": model, "input": ["image_url": imageURL, "video_url": videoURL],
            "parameters": ["mode": mode.rawValue, "check_image": true],
        ]
        let request = service.order(
            "/services/aigc/image2video/video-synthesis", json: try Self.json(body),
            headers: ["X-DashScope-Async": "enable", "X-DashScope-OssResourceResolve": "enable"])
        let created = try await service.answer(to: request, as: Created.self)
        if let work = created.output?.task_id.flatMap(RemoteWork.init) { return work }
        if let code = created.code {
            throw .refusal(.init(status: 400, code: code, message: created.message ?? ""))
        }
        throw .lost("an answer without a task_id")
    }

    func standing(of id: String) async throws(ServiceFault) -> Standing.Output {
        let answer = try await service.answer(
            to: service.request("GET", "/tasks/\(RemoteService.pathPart(id))"), as: Standing.self)
        if let output = answer.output { return output }
        throw .lost("an answer without output: \(answer.code ?? "no code")")
    }

    func cancel(_ id: String) async throws(ServiceFault) {
        _ = try await service.answer(to: service.request("POST", "/tasks/\(RemoteService.pathPart(id))/cancel"))
    }

    /// Tasks of a model that were created since then, at most 100.
    func tasks(of model: String, since moment: Timestamp) async throws(ServiceFault) -> [Listed.Item] {
        let query = FormText.of([("page_no", "1"), ("page_size", "100"), ("model_name", model)])
        let listed = try await service.answer(to: service.request("GET", "/tasks?\(query)"), as: Listed.self)
        return (listed.data ?? []).filter { item in
            (item.model_name ?? model) == model && (item.gmt_create ?? .max) >= moment.milliseconds
        }
    }

    /// Lays a file where the service can read it for 48 h.
    /// - Returns: an `oss://` URL, good for this model and this key alone.
    func upload(_ input: PreparedInput, as name: String, for model: String) async throws(ServiceFault) -> String {
        let query = FormText.of([("action", "getPolicy"), ("model", model)])
        let policy = try await service.answer(
            to: service.request("GET", "/uploads?\(query)"), as: DashScopeUploadPolicy.self
        ).data
        let fileName = input.fileName(name)
        let key = "\(policy.upload_dir)/\(fileName)"
        // In the order in which the official SDK sends them; the file has to be the last.
        var form = MultipartForm()
        form.add("OSSAccessKeyId", policy.oss_access_key_id)
        form.add("Signature", policy.signature)
        form.add("policy", policy.policy)
        form.add("key", key)
        form.add("x-oss-object-acl", policy.x_oss_object_acl)
        form.add("x-oss-forbid-overwrite", policy.x_oss_forbid_overwrite)
        form.add("success_action_status", "200")
        form.add("x-oss-content-type", input.type)
        form.add("file", file: WebFile(path: input.path), fileName: fileName, type: input.type)
        let request = WebRequest(
            "POST", policy.upload_host, headers: ["Content-Type": form.contentType], body: form.body)
        _ = try await service.send(request, isElsewhere: true)
        return "oss://" + key
    }

    /// Asks for nothing that costs: whether the service answers and takes the key.
    func ping() async throws(ServiceFault) {
        _ = try await service.answer(to: service.request("GET", "/tasks?page_no=1&page_size=1"))
    }

    private static func json(_ value: [String: Any]) throws(ServiceFault) -> Data {
        do {
            return try JSONSerialization.data(withJSONObject: value, options: [.withoutEscapingSlashes])
        } catch { throw .unsent("\(error)") }
    }
}

/// What allows an upload, for some minutes.
struct DashScopeUploadPolicy: Decodable {
    struct Fields: Decodable {
        let policy: String
        let signature: String
        let upload_dir: String
        let upload_host: String
        let oss_access_key_id: String
        let x_oss_object_acl: String
        let x_oss_forbid_overwrite: String

        init(from decoder: any Decoder) throws {
            let all = try decoder.container(keyedBy: Key.self)
            policy = try all.decode(String.self, forKey: .policy)
            signature = try all.decode(String.self, forKey: .signature)
            upload_dir = try all.decode(String.self, forKey: .upload_dir)
            upload_host = try all.decode(String.self, forKey: .upload_host)
            oss_access_key_id = try all.decode(String.self, forKey: .oss_access_key_id)
            x_oss_object_acl = try all.decode(String.self, forKey: .x_oss_object_acl)
            // Booleans come as texts, or as they are.
            if let flag = try? all.decode(Bool.self, forKey: .x_oss_forbid_overwrite) {
                x_oss_forbid_overwrite = String(flag)
            } else {
                x_oss_forbid_overwrite = try all.decode(String.self, forKey: .x_oss_forbid_overwrite)
            }
        }

        private enum Key: String, CodingKey {
            case policy, signature, upload_dir, upload_host, oss_access_key_id, x_oss_object_acl
            case x_oss_forbid_overwrite
        }
    }

    let data: Fields
}
