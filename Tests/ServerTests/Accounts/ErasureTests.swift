import Domain
import Foundation
import Testing

struct ErasureTests {
    private func erase(_ client: TestClient, _ body: String) async throws -> Reply {
        try await client.send(
            "DELETE", "/api/v1/users/account", ["Content-Type": "application/json"], Array(body.utf8))
    }

    @Test func `an account that goes takes its media, its task and its ways in along`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp("admin@example.org")
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let file = try await kim.get("/api/v1/files/\(inputs.image)").data
            let url = file["url"].string ?? ""
            let task = try await kim.animate(inputs).data["id"].string ?? ""
            let key = try await kim.key(["read"]).key
            let refused = try await erase(kim, #"{"password": "wrong horse"}"#)
            #expect(refused.status == 422 && refused.errorField == "password")

            #expect(try await erase(kim, #"{"password": "correct horse"}"#).status == 200)

            #expect(try await kim.get("/api/v1/auth/me").status == 401)
            let login = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "correct horse"}"#)
            #expect(login.status == 401)
            #expect(try await house.http.get("/api/v1/files", ["X-API-Key": key]).status == 401)
            #expect(try await house.http.get(url).status == 404)
            #expect(try await house.store.task(#require(TaskID(rawValue: task))) == nil)
            let users = try await admin.get("/api/v1/admin/users").data["items"].array
            #expect(users.compactMap { $0["email"].string } == ["admin@example.org"])
            #expect(try await house.http.signedUp().get("/api/v1/files").data["items"].array.isEmpty)
        }
    }

    @Test func `nothing of who was there lingers in the files of the database`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp("admin@example.org")
            // Neighbours on the same pages, which stay.
            for number in 0..<20 { _ = try await house.http.signedUp("neighbour\(number)@example.org") }
            let kim = try await house.http.signedUp("Somebody.Erased@example.org")
            let traces = ["somebody.erased@", "secret hobby", "kept for kim"]
            _ = try await kim.send(
                "PUT", "/api/v1/users/profile", ["Content-Type": "application/json"],
                Array(#"{"name": "Secret Hobby"}"#.utf8))
            _ = try await kim.upload("IMAGE x", name: "Kept for Kim.png")
            func bytes() -> Data {
                ["", "-wal"].reduce(into: Data()) { all, suffix in
                    all += (try? Data(contentsOf: URL(filePath: house.home.database + suffix))) ?? Data()
                }
            }
            func found(_ text: String, in bytes: Data) -> Bool {
                String(decoding: bytes, as: UTF8.self).lowercased().contains(text)
            }
            let before = bytes()
            #expect(traces.allSatisfy { found($0, in: before) })

            #expect(try await erase(kim, #"{"password": "correct horse"}"#).status == 200)

            let after = bytes()
            for trace in traces { #expect(!found(trace, in: after), "\(trace)") }
            #expect(found("neighbour7@", in: after))
        }
    }

    @Test func `the last administrator stays`() async throws {
        try await TestHouse.with { house in
            let admin = try await house.http.signedUp()

            let reply = try await erase(admin, "{}")

            #expect(reply.status == 409)
            #expect(try await admin.get("/api/v1/auth/me").status == 200)
        }
    }
}
