import Domain
import Testing

@testable import Server

/// Packs of models over HTTP: everybody sees them, administrators install and remove them.
struct PackTests {
    @Test func `an administrator installs a pack and follows it to its end`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let listed = try await lee.get("/api/v1/assets/packs").data.array
            #expect(listed.map { $0["id"].string } == ["basic", "japanese"])
            #expect(listed[1]["state"].string == "absent" && listed[1]["work"].isNull)
            #expect(try await lee.post("/api/v1/assets/packs/japanese", json: "{}").status == 403)

            let last = try await EventReader.with(kim, "/api/v1/events") { reader in
                let asked = try await kim.post("/api/v1/assets/packs/japanese", json: "{}")
                #expect(asked.status == 202 && asked.data["id"].string == "japanese")
                return try await reader.next { $0.data["pack"].string == "japanese" && $0.data["work"].isNull }
            }

            #expect(last != nil)
            #expect(try await kim.get("/api/v1/assets/packs").data[1]["state"].string == "installed")
            #expect(try await kim.send("DELETE", "/api/v1/assets/packs/japanese").status == 200)
            #expect(try await kim.get("/api/v1/assets/packs").data[1]["state"].string == "absent")
            let log = try await kim.get("/api/v1/admin/audit?action=pack.add").data["items"].array
            #expect(log.count == 1 && log[0]["target"]["id"].string == "japanese")
        }
    }

    @Test func `what cannot be removed or is not there is said`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            #expect(try await kim.send("DELETE", "/api/v1/assets/packs/basic").status == 409)
            #expect(try await kim.send("DELETE", "/api/v1/assets/packs/nothing").status == 404)
            #expect(try await kim.post("/api/v1/assets/packs/nothing", json: "{}").status == 404)
        }
    }

    @Test func `why a pack could not be installed is told`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            house.packs.fail(with: .altered("a.whl"))

            let failed = try await EventReader.with(kim, "/api/v1/events") { reader in
                _ = try await kim.post("/api/v1/assets/packs/japanese", json: "{}")
                return try await reader.next { $0.data["work"]["status"].string == "failed" }
            }

            #expect(failed?.data["work"]["reason"].string == "altered")
            let listed = try await kim.get("/api/v1/assets/packs").data[1]
            #expect(listed["work"]["detail"].string == "a.whl" && listed["state"].string == "absent")
        }
    }

    @Test func `no path of the server stands in what is told`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            house.packs.fail(with: .notWritable("/srv/packs cannot be written"))

            let failed = try await EventReader.with(kim, "/api/v1/events") { reader in
                _ = try await kim.post("/api/v1/assets/packs/japanese", json: "{}")
                return try await reader.next { $0.data["work"]["status"].string == "failed" }
            }
            let removed = try await kim.send("DELETE", "/api/v1/assets/packs/japanese")

            #expect(
                failed?.data["work"]["reason"].string == "not_writable" && failed?.data["work"]["detail"].isNull == true
            )
            #expect(removed.status == 503 && removed.errorCode == "UNAVAILABLE")
            #expect(removed.json["error"]["message"].string?.contains("/srv") == false)
        }
    }
}
