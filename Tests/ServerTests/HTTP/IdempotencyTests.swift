import Foundation
import Testing

/// Every route that creates something takes an `Idempotency-Key`.
struct IdempotencyTests {
    @Test func `an API key is made once, and told again to who asks again`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let body = #"{"name": "ci", "scopes": ["read"]}"#
            let first = try await kim.post("/api/v1/api-keys", json: body, ["Idempotency-Key": "k"])
            let again = try await kim.post("/api/v1/api-keys", json: body, ["Idempotency-Key": "k"])
            let other = try await kim.post(
                "/api/v1/api-keys", json: #"{"name": "cd", "scopes": ["read"]}"#, ["Idempotency-Key": "k"])

            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.headers["idempotent-replayed"] == "true")
            #expect(again.text == first.text)
            #expect(first.data["key"].string?.isEmpty == false)
            #expect(other.status == 422)
            #expect(try await kim.get("/api/v1/api-keys").data["items"].array.count == 1)
        }
    }

    @Test func `what is stored of an answer does not show the key in it`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let made = try await kim.post(
                "/api/v1/api-keys", json: #"{"name": "ci", "scopes": ["read"]}"#, ["Idempotency-Key": "k"])
            let key = try #require(made.data["key"].string)

            let files = [house.home.database, house.home.database + "-wal"]
            for file in files {
                let bytes = try Bytes.of(file)
                #expect(!bytes.contains(key), "\(file)")
                #expect(!bytes.contains(String(key.suffix(43))), "\(file)")
            }
        }
    }

    @Test func `an upload is begun once`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let headers = ["Tus-Resumable": "1.0.0", "Upload-Length": "5", "Idempotency-Key": "u"]
            let first = try await kim.send("POST", "/api/v1/uploads", headers)
            let again = try await kim.send("POST", "/api/v1/uploads", headers)
            let other = try await kim.send("POST", "/api/v1/uploads", headers.merging(["Upload-Length": "6"]) { $1 })

            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.headers["location"] == first.headers["location"])
            #expect(again.headers["upload-expires"] == first.headers["upload-expires"])
            #expect(again.headers["idempotent-replayed"] == "true")
            #expect(again.headers["tus-resumable"] == "1.0.0")
            #expect(other.status == 422)
        }
    }

    @Test func `a lost answer does not cost the recovery codes`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let begun = try await kim.post("/api/v1/auth/totp", json: "")
            let code = CodeGenerator(try #require(begun.data["secret"].string)).code()
            let key = ["Idempotency-Key": "totp"]
            let first = try await kim.post("/api/v1/auth/totp/confirm", json: #"{"code": "\#(code)"}"#, key)
            let again = try await kim.post("/api/v1/auth/totp/confirm", json: #"{"code": "\#(code)"}"#, key)

            #expect(first.data["recovery_codes"].array.count == 10)
            #expect(again.text == first.text)
        }
    }

    @Test func `a registration is made once, and signs in again`() async throws {
        try await TestHouse.with { house in
            let body = #"{"email": "kim@example.org", "password": "correct horse"}"#
            let key = ["Idempotency-Key": "r"]
            let first = try await house.http.post("/api/v1/auth/register", json: body, key)
            let again = try await house.http.post("/api/v1/auth/register", json: body, key)
            let other = try await house.http.post(
                "/api/v1/auth/register", json: #"{"email": "kim@example.org", "password": "another horse"}"#, key)
            let stranger = try await house.http.post(
                "/api/v1/auth/register", json: #"{"email": "lee@example.org", "password": "correct horse"}"#, key)
            let plain = try await house.http.post("/api/v1/auth/register", json: body)

            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.data["user"]["id"].string == first.data["user"]["id"].string)
            #expect(again.data["access_token"].string != first.data["access_token"].string)
            #expect(other.status == 422 && other.errorField == "Idempotency-Key", "\(other.text)")
            #expect(stranger.status == 201)
            #expect(plain.status == 409)
        }
    }

    @Test func `a repeated registration does not go past a second factor`() async throws {
        try await TestHouse.with { house in
            let body = #"{"email": "kim@example.org", "password": "correct horse"}"#
            let first = try await house.http.post("/api/v1/auth/register", json: body, ["Idempotency-Key": "r"])
            var kim = house.http
            kim.token = first.data["access_token"].string
            try await kim.turnSecondFactorOn()

            let again = try await house.http.post("/api/v1/auth/register", json: body, ["Idempotency-Key": "r"])

            #expect(again.status == 401)
            #expect(again.errorCode == "SECOND_FACTOR_REQUIRED")
        }
    }

    /// Whoever adds one says in RepeatedRequestTests or IdempotencyClaimTests what becomes of it when its answer is lost.
    private static let routes = [
        "/admin/backups", "/admin/consents/{id}/approve", "/admin/consents/{id}/refuse", "/admin/invitations",
        "/admin/outbox/{id}/retry", "/admin/storage/verify", "/api-keys", "/api-keys/{id}/rotate",
        "/auth/identities/firebase",
        "/auth/identities/google", "/auth/identities/wechat", "/auth/passkeys", "/auth/recovery-codes",
        "/auth/register", "/auth/totp/confirm", "/avatar-backend/jobs", "/avatar-backend/jobs/{id}/retry",
        "/avatar/jobs/{id}/retry", "/consents", "/consents/{id}/recording", "/consents/{id}/waiver", "/files",
        "/files/{id}/cut",
        "/folders", "/generate", "/generate/film", "/generate/speech", "/tasks/animate-mix", "/tasks/animate-move",
        "/tasks/{id}/retry", "/tasks/{id}/scenes/again", "/uploads", "/uploads/direct",
        "/users/export", "/video-models",
        "/video-models/{id}/retry",
        "/videos/animate-mix", "/videos/animate-move", "/videos/upload", "/videos/{id}/shares", "/voice-models",
        "/voice-models/{id}/preview", "/voice-models/{id}/retry", "/webhooks",
        "/webhooks/deliveries/{id}/redeliver", "/webhooks/{id}/test",
    ]

    @Test func `says in the document which routes take it`() async throws {
        try await TestHouse.with { house in
            let paths = try await house.http.get("/openapi.json").json["paths"].object ?? [:]
            let taking = paths.filter { _, operations in
                operations["post"]["parameters"].array.contains { $0["name"].string == "Idempotency-Key" }
            }.keys
            #expect(Set(taking) == Set(Self.routes.map { "/api/v1" + $0 }))
        }
    }
}

private enum Bytes {
    /// A file's bytes as a text of one character each; empty when there is none.
    static func of(_ path: String) throws -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return "" }
        return String(String.UnicodeScalarView(data.map { Unicode.Scalar($0) }))
    }
}
