import Foundation
import Testing

@testable import Server

/// What goes on for somebody ends with what let them in.
struct CredentialEndTests {
    /// Opens a stream, does something, and waits for the stream's end.
    private func expectEnd(
        of client: TestClient, _ headers: [String: String] = [:], after deed: () async throws -> Void
    ) async throws {
        try await EventReader.with(client, "/api/v1/events", headers) { reader in
            #expect(reader.head.status == 200)
            _ = try await reader.frame()

            try await deed()

            while try await reader.frame() != nil {}
        }
    }

    private func second(_ house: TestHouse) async throws -> TestClient {
        let login = try await house.http.post(
            "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "correct horse"}"#)
        var client = house.http
        client.token = login.data["access_token"].string
        return client
    }

    @Test func `a stream ends when its session does, and no other's`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let other = try await second(house)
            try await expectEnd(of: other) { _ = try await other.post("/api/v1/auth/logout", json: "{}") }

            let elsewhere = try await second(house)
            try await EventReader.with(kim, "/api/v1/events") { reader in
                _ = try await reader.frame()
                try await expectEnd(of: elsewhere) {
                    for session in try await kim.get("/api/v1/auth/sessions").data["items"].array {
                        guard session["current"].bool == false, let id = session["id"].string else { continue }
                        _ = try await kim.send("DELETE", "/api/v1/auth/sessions/\(id)")
                    }
                }
                // Kim's own goes on: the events of a task come.
                _ = try await kim.animate(try await kim.inputs())
                let status = try await reader.next { $0.name == "status" }
                #expect(status != nil)
            }

            let third = try await second(house)
            try await expectEnd(of: third) {
                let change = #"{"current_password": "correct horse", "new_password": "battery staple"}"#
                let changed = try await kim.post("/api/v1/auth/password/change", json: change)
                #expect(changed.status == 200)
            }
        }
    }

    @Test func `a stream ends when its key is revoked or runs out`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let revoked = try await kim.post("/api/v1/api-keys", json: #"{"name": "k", "scopes": ["read"]}"#).data
            let key = try #require(revoked["key"].string)
            try await expectEnd(of: house.http, ["X-API-Key": key]) {
                _ = try await kim.send("DELETE", "/api/v1/api-keys/\(revoked["id"].string ?? "")")
            }

            let end = Date(timeIntervalSinceNow: 2).formatted(.iso8601)
            let short = try await kim.post(
                "/api/v1/api-keys", json: #"{"name": "k", "scopes": ["read"], "expires_at": "\#(end)"}"#)
            try await expectEnd(of: house.http, ["X-API-Key": try #require(short.data["key"].string)]) {}
        }
    }
}
