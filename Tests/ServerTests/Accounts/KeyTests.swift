import Foundation
import Testing

@testable import Server

struct KeyTests {
    @Test func `a program works with its key as far as the scope goes`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let made = try await kim.key(["read"])
            var program = house.http
            program.headers["X-API-Key"] = made.key

            #expect(try await program.get("/api/v1/files").status == 200)
            let refused = try await program.upload("IMAGE x")
            #expect(refused.status == 403)
            #expect(refused.json["error"]["details"]["needed"].string == "files")
            let account = try await program.get("/api/v1/auth/me")
            #expect(account.status == 403)
            #expect(account.json["error"]["details"]["needed"].string == "session")

            #expect(try await kim.send("DELETE", "/api/v1/api-keys/\(made.id)").status == 200)
            let after = try await program.get("/api/v1/files")
            #expect(after.status == 401)
            #expect(after.errorCode == "UNAUTHENTICATED")
        }
    }

    @Test func `a key is told once and stands nowhere else`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let made = try await kim.key(["read", "tasks"])

            let listed = try await kim.get("/api/v1/api-keys")

            #expect(listed.data["items"][0]["prefix"].string == String(made.key.dropFirst(3).prefix(8)))
            #expect(listed.data["items"][0]["key"].isNull)
            #expect(!listed.text.contains(made.key.dropFirst(12)))
            let again = try await kim.get("/api/v1/admin/audit?action=key.create")
            #expect(again.data["items"].array.count == 1)
            #expect(!again.text.contains(made.key.dropFirst(12)))
            // Nor in what a thief of the disk has: the database, its journal and all else of the home.
            let secret = Data(made.key.dropFirst(12).utf8)
            let names = try FileManager.default.subpathsOfDirectory(atPath: house.home.path)
            let contents = names.compactMap { FileManager.default.contents(atPath: house.home.path + "/" + $0) }
            for content in contents { #expect(content.range(of: secret) == nil) }
            #expect(contents.count > 2 && names.contains("greenroom.db"))
        }
    }

    @Test func `a bad key is refused even beside a good token`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            #expect(try await kim.get("/api/v1/files", ["X-API-Key": "gr_abcdefgh_x"]).status == 401)
        }
    }

    @Test(arguments: [
        (#"{"scopes": ["read"]}"#, "name"), (#"{"name": "", "scopes": ["read"]}"#, "name"),
        (#"{"name": "x", "scopes": []}"#, "scopes"), (#"{"name": "x", "scopes": ["all"]}"#, "scopes"),
        (#"{"name": "x", "scopes": ["read"], "expires_at": "tomorrow"}"#, "expires_at"),
        (#"{"name": "x", "scopes": ["read"], "expires_at": "2001-01-01T00:00:00Z"}"#, "expires_at"),
        (#"{"name": "x", "scopes": ["read"], "expires_at": "+99999-01-01T00:00:00Z"}"#, "expires_at"),
    ])
    func `what makes no key names its field`(body: String, field: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let reply = try await kim.post("/api/v1/api-keys", json: body)

            #expect(reply.status == 422)
            #expect(reply.errorField == field)
        }
    }

    @Test func `one who is suspended is out at once, with every token and key`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let key = try await lee.key(["read"]).key
            let id = try #require(try await lee.get("/api/v1/auth/me").data["id"].string)
            #expect(try await house.http.get("/api/v1/files", ["X-API-Key": key]).status == 200)

            let suspended = try await EventReader.with(lee, "/api/v1/events") { reader in
                let reply = try await admin.send(
                    "PATCH", "/api/v1/admin/users/\(id)", ["Content-Type": "application/json"],
                    Array(#"{"status": "suspended"}"#.utf8))
                #expect(try await reader.next { _ in true } == nil, "the stream of events went on")
                return reply
            }

            #expect(suspended.data["status"].string == "suspended")
            #expect(try await lee.get("/api/v1/auth/me").status == 401)
            #expect(try await house.http.get("/api/v1/files", ["X-API-Key": key]).status == 403)
            let login = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "lee@example.org", "password": "correct horse"}"#)
            #expect(login.status == 403)
            let again = try await admin.send(
                "PATCH", "/api/v1/admin/users/\(id)", ["Content-Type": "application/json"],
                Array(#"{"status": "active"}"#.utf8))
            #expect(again.data["status"].string == "active")
            #expect(try await house.http.get("/api/v1/files", ["X-API-Key": key]).status == 200)
        }
    }
}

extension TestClient {
    /// A key of this client's account.
    func key(_ scopes: [String], expiresAt: String? = nil) async throws -> (id: String, key: String) {
        let names = scopes.map { "\"\($0)\"" }.joined(separator: ", ")
        let expiry = expiresAt.map { #", "expires_at": "\#($0)""# } ?? ""
        let reply = try await post("/api/v1/api-keys", json: #"{"name": "a program", "scopes": [\#(names)]\#(expiry)}"#)
        return (
            try #require(reply.data["id"].string, "\(reply.text)"), try #require(reply.data["key"].string)
        )
    }

    func change(_ method: String, _ path: String, _ json: String) async throws -> Reply {
        try await send(method, path, ["Content-Type": "application/json"], Array(json.utf8))
    }
}
