import Crypto
import Foundation
import Hummingbird

/// The temporary store: a policy allows an upload for some minutes, and what was uploaded is good for one model.
extension DashScope {
    func policy(_ request: Request) -> Response {
        let model = request.asked("model")
        guard request.asked("action") == "getPolicy", Self.models.contains(model) else {
            return Self.error(.badRequest, "InvalidParameter", "action must be getPolicy and model must be known.")
        }
        let folder = "dashscope-instant/\(Random.hex(bytes: 16))/\(Random.hex(bytes: 8))"
        let policy = Data("{\"expiration\":\"\(folder)\"}".utf8).base64EncodedString()
        state.withLock { $0.policies[policy] = (folder, model, Date(timeIntervalSinceNow: 300)) }
        return Page.json([
            "request_id": Self.requestID(),
            "data": [
                "policy": policy, "signature": signature(of: policy), "upload_dir": folder,
                "upload_host": request.base + "/dashscope/oss", "expire_in_seconds": 300, "max_file_size_mb": "1024",
                "capacity_limit_mb": "999999999", "oss_access_key_id": "LTAIsandbox", "x_oss_object_acl": "private",
                "x_oss_forbid_overwrite": "true",
            ] as [String: Any],
        ])
    }

    /// As OSS takes a form: with the file at its end, signed by the policy, and without anybody's key.
    func receive(_ request: Request) async throws -> Response {
        guard request.headers[.authorization] == nil else { return Self.oss("InvalidArgument", .badRequest) }
        let path = jobs.folder + "/upload-" + Random.hex(bytes: 12)
        guard try await request.save(to: path, upTo: Self.largestUpload),
            let form = FormParts(file: path, contentType: request.headers[.contentType] ?? ""),
            form.parts.last?.name == "file", form.parts.last?.fileName != nil
        else { return Self.oss("MalformedPOSTRequest", .badRequest) }
        let policy = form.text("policy") ?? ""
        let allowed = state.withLock { $0.policies[policy] }
        guard let allowed, form.text("Signature") == signature(of: policy), form.text("OSSAccessKeyId") == "LTAIsandbox"
        else { return Self.oss("SignatureDoesNotMatch", .forbidden) }
        guard allowed.expiresAt > Date() else { return Self.oss("AccessDenied", .forbidden) }
        let key = form.text("key") ?? ""
        guard key.hasPrefix(allowed.folder + "/"), form.text("x-oss-object-acl") == "private" else {
            return Self.oss("AccessDenied", .forbidden)
        }
        let content = path + "-content"
        try form.parts.last?.content.write(to: URL(filePath: content))
        try FileManager.default.removeItem(atPath: path)
        let url = "oss://" + key
        let isNew = state.withLock { state in
            guard state.uploads[url] == nil else { return false }
            state.uploads[url] = Upload(path: content, model: allowed.model)
            return true
        }
        guard isNew else { return Self.oss("FileAlreadyExists", .conflict) }
        return Response(status: form.text("success_action_status") == "200" ? .ok : .noContent)
    }

    func link(to job: JobTable.Job, _ base: String) -> String {
        let expires = Int(Date().timeIntervalSince1970) + 24 * 3600
        let signed = signature(of: "\(job.id)\n\(expires)")
        return "\(base)/dashscope/results/\(job.id)?Expires=\(expires)&Signature=\(signed)"
    }

    /// Signed links are good for a day, and not for callers who show a key of another service besides.
    func hand(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        let expires = request.asked("Expires")
        guard request.headers[.authorization] == nil else { return Self.oss("InvalidArgument", .badRequest) }
        guard let end = Double(expires), end > Date().timeIntervalSince1970,
            request.asked("Signature") == signature(of: "\(id)\n\(expires)"), let job = jobs[id]
        else { return Self.oss("AccessDenied", .forbidden) }
        return try await result(of: job, type: "video/mp4", request, context)
    }

    private func signature(of text: String) -> String {
        Random.base64URL(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret))
    }

    private static func oss(_ code: String, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/xml"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "<Error><Code>\(code)</Code></Error>")))
    }
}
