import Foundation
import Testing

/// Requests as a well-behaved client makes them, one connection each.
struct TestClient: Sendable {
    let port: Int
    var token: String?
    /// Sent with every request.
    var headers: [String: String] = [:]
    /// Holds every answer against the document, when it is set.
    var contract: Contract?

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Reply {
        try await send("GET", path, headers)
    }

    func post(_ path: String, json: String, _ headers: [String: String] = [:]) async throws -> Reply {
        try await send("POST", path, headers.merging(["Content-Type": "application/json"]) { $1 }, Array(json.utf8))
    }

    func send(
        _ method: String, _ path: String, _ headers: [String: String] = [:], _ body: [UInt8]? = nil
    ) async throws -> Reply {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        var all = self.headers.merging(headers) { $1 }
        if let token, all["Authorization"] == nil { all["Authorization"] = "Bearer \(token)" }
        if let body { all["Content-Length"] = String(body.count) }
        for (name, value) in all { head += "\(name): \(value)\r\n" }
        let request = Array((head + "\r\n").utf8) + (body ?? [])
        let reply = try await Wire.with(port: port) { wire in
            try await wire.send(request)
            return try await wire.readReply(isHead: method == "HEAD" || headers["X-HTTP-Method-Override"] == "HEAD")
        }
        let answer = try #require(reply, "\(method) \(path): no answer")
        contract?.check(answer, method: method, path: path)
        // What stands for an address that an account does not have is nobody's business.
        #expect(!answer.text.contains("no-email.invalid"), "\(method) \(path)")
        return answer
    }

    /// A client that is signed in to a new account.
    func signedUp(_ email: String = "kim@example.org") async throws -> TestClient {
        let reply = try await post(
            "/api/v1/auth/register", json: #"{"email": "\#(email)", "password": "correct horse", "name": "Kim"}"#)
        var client = self
        let token: String = try #require(reply.data["access_token"].string, "\(reply.text)")
        client.token = token
        return client
    }

    /// Uploads by multipart.
    func upload(_ content: String, name: String = "a.bin", kind: String? = nil) async throws -> Reply {
        let field = kind.map { "--frontier\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n\($0)\r\n" } ?? ""
        let body =
            field + "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n\(content)\r\n--frontier--\r\n"
        return try await send(
            "POST", "/api/v1/files", ["Content-Type": "multipart/form-data; boundary=frontier"], Array(body.utf8))
    }

    /// The ids of a picture and a clip that are uploaded.
    func inputs() async throws -> (image: String, video: String) {
        let image = try await upload("IMAGE \(token ?? "")", name: "portrait.png")
        let video = try await upload("VIDEO \(token ?? "")", name: "clip.mp4")
        return (try #require(image.data["id"].string), try #require(video.data["id"].string))
    }

    /// The signed address of a new export of the account.
    func exported() async throws -> String {
        let id = try #require(try await post("/api/v1/users/export", json: "").data["id"].string)
        for _ in 0..<10_000 {
            let export = try await get("/api/v1/users/export/\(id)").data
            if let url = export["url"].string { return url }
            try #require(export["status"].string != "failed")
        }
        return try #require(nil as String?, "the export never got ready")
    }

    /// Submits an animation.
    func animate(
        _ inputs: (image: String, video: String), _ headers: [String: String] = [:]
    ) async throws -> Reply {
        let body = #"{"image_file_id": "\#(inputs.image)", "video_file_id": "\#(inputs.video)", "mode": "wan-std"}"#
        return try await post("/api/v1/videos/animate-move", json: body, headers)
    }
}
