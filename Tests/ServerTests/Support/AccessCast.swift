import Crypto
import Domain
import Foundation
import Testing

@testable import Server

/// The people and keys of the access matrix: Kim administers and owns one of everything, Lee is a member, Sam is
/// suspended.
struct AccessCast {
    /// What the house is called from outside, which passkeys are made for.
    static let site = "studio.test"

    private let house: TestHouse
    private let kim: TestClient
    private let owned: [(prefix: String, id: String)]
    /// Keys with one scope; the one of `admin` is Kim's, the others are Lee's.
    private(set) var keys: [Scope?: String] = [:]
    /// Keys with every other scope.
    private(set) var keysWithout: [Scope?: String] = [:]
    /// Lee's, with all scopes that a member's key can have.
    let allKey: String
    let expiredKey = "gr_expired2_" + String(repeating: "x", count: 43)
    let suspendedToken: String
    let suspendedKey: String

    init(_ house: TestHouse) async throws {
        self.house = house
        kim = try await house.http.signedUp()
        let lee = try await house.http.signedUp("lee@example.org")
        let sam = try await house.http.signedUp("sam@example.org")
        owned = try await Self.one(ofEverything: kim, house)
        let scopes = Scope.allCases.filter { $0 != .admin }
        for scope in scopes {
            keys[scope] = try await lee.key([scope.rawValue]).key
            keysWithout[scope] = try await lee.key(scopes.filter { $0 != scope }.map(\.rawValue)).key
        }
        keys[.admin] = try await kim.key(["admin"]).key
        keysWithout[.admin] = try await kim.key(scopes.map(\.rawValue)).key
        allKey = try await lee.key(scopes.map(\.rawValue)).key
        let me = try await lee.get("/api/v1/auth/me").data["id"].string ?? ""
        let expired = APIKey(
            id: try #require(APIKeyID(rawValue: "expired")), accountID: try #require(AccountID(rawValue: me)),
            name: "old", prefix: "expired2", scopes: Set(scopes), createdAt: Timestamp(milliseconds: 1000),
            expiresAt: Timestamp(milliseconds: 2000))
        try await house.store.add(
            expired, hash: Data(SHA256.hash(data: Data(expiredKey.utf8))), limit: 100, noting: nil)
        suspendedToken = try #require(sam.token)
        suspendedKey = try await sam.key(scopes.map(\.rawValue)).key
        let id = try await sam.get("/api/v1/auth/me").data["id"].string ?? ""
        let suspended = try await kim.change("PATCH", "/api/v1/admin/users/\(id)", #"{"status": "suspended"}"#)
        #expect(suspended.status == 200)
    }

    /// The id of what Kim has under the path; nil when the path is not about one thing of hers.
    func id(for path: String) -> String? {
        owned.filter { path.hasPrefix("/api/v1\($0.prefix)/") }.max { $0.prefix.count < $1.prefix.count }?.id
    }

    /// A new session each time, because some routes end it.
    func signedIn(_ email: String) async throws -> [String: String] {
        ["Authorization": "Bearer \(try #require(try await login(email, [:]).data["access_token"].string))"]
    }

    /// Somebody new, whom nobody misses.
    func leaver() async throws -> [String: String] {
        let leaver = try await house.http.signedUp("\(UUID().uuidString)@example.org")
        return ["Authorization": "Bearer \(try #require(leaver.token))"]
    }

    /// The cookies of a browser that shows another site's page.
    func browser(_ email: String) async throws -> [String: String] {
        let cookies = try await login(email, ["X-Greenroom-Session": "cookie"]).cookies
        return [
            "Cookie": cookies.compactMap { $0.split(separator: ";").first }.joined(separator: "; "),
            "Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example",
        ]
    }

    private func login(_ email: String, _ headers: [String: String]) async throws -> Reply {
        try await house.http.post(
            "/api/v1/auth/login", json: #"{"email": "\#(email)", "password": "correct horse"}"#, headers)
    }

    /// The status of the answer; what comes after its head is not waited for, because some answers have no end.
    func status(
        _ method: String, _ path: String, _ credential: [String: String], isSafe: Bool
    ) async throws -> Int {
        var headers = credential.merging(["Host": "127.0.0.1:\(house.port)", "Connection": "close"]) { $1 }
        var body = ""
        if path.contains("/uploads"), !path.contains("/uploads/direct") {
            headers["Tus-Resumable"] = "1.0.0"
            headers["Upload-Offset"] = "0"
            headers["Content-Type"] = "application/offset+octet-stream"
            headers["X-HTTP-Method-Override"] = "HEAD"
        } else if !isSafe {
            body = #"{"title": "taken", "name": "taken", "text": "x", "reason": "x", "file_id": "x"}"#
            headers["Content-Type"] = "application/json"
            headers["Content-Length"] = String(body.utf8.count)
        }
        let lines = headers.map { "\($0): \($1)\r\n" }.joined()
        let request = "\(method) \(path) HTTP/1.1\r\n\(lines)\r\n\(body)"
        return try await Wire.with(port: house.port) { wire in
            try await wire.send(request)
            return Reply(head: try await wire.read(through: "\r\n\r\n") ?? "").status
        }
    }

    /// Kim still has all that others reached for, as it was.
    func checkNothingIsLost() async throws {
        let listed = [
            "/auth/sessions", "/api-keys", "/auth/identities", "/folders", "/tags", "/shares", "/webhooks/deliveries",
        ]
        for (prefix, id) in owned where !(listed + ["/uploads", "/auth/passkeys"]).contains(prefix) {
            let reply = try await kim.get("/api/v1\(prefix)/\(id)")
            #expect(reply.status == 200, "\(prefix)")
            #expect(!reply.text.contains("taken"), "\(prefix)")
        }
        let passkeys = try await kim.get("/api/v1/auth/security").data["passkeys"].array
        #expect(passkeys.map { $0["name"].string } == ["Phone"])
        for prefix in listed {
            let ids = try await kim.get("/api/v1\(prefix)?limit=100").data["items"].array.map { $0["id"].string }
            #expect(owned.allSatisfy { $0.prefix != prefix || ids.contains($0.id) }, "\(prefix)")
        }
    }

    /// A passkey and a sign-in elsewhere.
    private static func waysIn(_ kim: TestClient, _ site: String) async throws -> (passkey: String, identity: String) {
        var phone = SoftAuthenticator()
        (phone.site, phone.origin) = (site, "https://\(site)")
        let options = try await kim.post("/api/v1/auth/passkeys/options", json: "").data["public_key"]
        let made = try await kim.post(
            "/api/v1/auth/passkeys", json: #"{"name": "Phone", "credential": \#(phone.creation(options))}"#)
        let token = try await StandIns.googleToken(.ada)
        let linked = try await kim.post("/api/v1/auth/identities/google", json: #"{"id_token": "\#(token)"}"#)
        return (
            try #require(made.data["id"].string, "\(made.text)"),
            try #require(linked.data["id"].string, "\(linked.text)")
        )
    }

    private static func one(
        ofEverything kim: TestClient, _ house: TestHouse
    ) async throws -> [(prefix: String, id: String)] {
        func id(_ reply: Reply) throws -> String { try #require(reply.data["id"].string, "\(reply.text)") }
        let inputs = try await kim.inputs()
        house.engine.end(.succeed)
        let task = try await kim.animate(inputs, ["Prefer": "wait=20"])
        let video = try #require(try await kim.get("/api/v1/videos").data["items"][0]["id"].string)
        let folder = try id(try await kim.post("/api/v1/folders", json: #"{"name": "Clients"}"#))
        _ = try await kim.change("PATCH", "/api/v1/videos/\(video)", #"{"tags": ["blue"]}"#)
        let tag = try #require(try await kim.get("/api/v1/tags").data["items"][0]["id"].string)
        let share = try id(try await kim.post("/api/v1/videos/\(video)/shares", json: "{}"))
        let sound = try id(try await kim.upload("AUDIO sample"))
        var models: [String: String] = [:]
        var consent = ""
        for (kind, subject, source) in [
            ("video", "face", #""video_file_id": "\#(inputs.video)""#),
            ("voice", "voice", #""audio_file_id": "\#(sound)""#),
        ] {
            consent = try id(
                try await kim.post("/api/v1/consents", json: #"{"kind": "\#(subject)", "subject": "Kim"}"#))
            _ = try await kim.post("/api/v1/consents/\(consent)/waiver", json: #"{"reason": "on paper"}"#)
            let body = #"{"name": "Kim", "consent_id": "\#(consent)", \#(source)}"#
            models[kind] = try id(try await kim.post("/api/v1/\(kind)-models", json: body))
        }
        let webhook = try id(try await kim.post("/api/v1/webhooks", json: #"{"url": "https://hooks.test/"}"#))
        let delivery = try id(try await kim.post("/api/v1/webhooks/\(webhook)/test", json: "{}"))
        let upload = try await kim.send("POST", "/api/v1/uploads", ["Tus-Resumable": "1.0.0", "Upload-Length": "10"])
        let direct = try id(
            try await kim.post("/api/v1/uploads/direct", json: #"{"name": "clip.mp4", "size_bytes": 10}"#))
        let session = try #require(
            try await kim.get("/api/v1/auth/sessions").data["items"].array.first { $0["current"].bool == true })
        let ways = try await waysIn(kim, Self.site)
        return [
            ("/auth/passkeys", ways.passkey), ("/auth/identities", ways.identity),
            ("/files", inputs.image), ("/tasks", try id(task)), ("/videos/tasks", try id(task)), ("/videos", video),
            ("/folders", folder), ("/tags", tag), ("/shares", share),
            ("/webhooks", webhook), ("/webhooks/deliveries", delivery),
            ("/avatar/jobs", models["video"] ?? ""), ("/avatar-backend/jobs", models["video"] ?? ""),
            ("/video-models", models["video"] ?? ""), ("/voice-models", models["voice"] ?? ""),
            ("/consents", consent), ("/api-keys", try await kim.key(["read"]).id),
            ("/auth/sessions", session["id"].string ?? ""),
            ("/uploads/direct", direct),
            ("/uploads", upload.headers["location"]?.split(separator: "/").last.map(String.init) ?? ""),
        ]
    }
}
