import Testing

@testable import Server

/// The library as clients of the API work in it.
struct LibraryTests {
    /// The id of a finished animation.
    private func video(_ client: TestClient, _ house: TestHouse) async throws -> String {
        house.engine.end(.succeed)
        let task = try await client.animate(try await client.inputs(), ["Prefer": "wait=20"])
        return try #require(task.data["result"]["video_id"].string, "\(task.text)")
    }

    @Test func `sorts a video by title, tags, folder and star, and finds it so`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let (first, second) = (try await video(kim, house), try await video(kim, house))
            let folder = try await kim.post("/api/v1/folders", json: #"{"name": "  Clients "}"#)
            let id = try #require(folder.data["id"].string)

            let change = #"{"title": "春の歌", "favorite": true, "folder_id": "\#(id)", "tags": ["Blue", "b l u e"]}"#
            let changed = try await kim.change("PATCH", "/api/v1/videos/\(first)", change)
            let renamed = try await kim.change("PATCH", "/api/v1/videos/\(first)", #"{"title": "春の歌 2"}"#)

            #expect(folder.status == 201 && folder.data["name"].string == "Clients")
            #expect(changed.data["kind"].string == "animate_move")
            #expect(renamed.data["favorite"].bool == true && renamed.data["folder_id"].string == id)
            #expect(renamed.data["tags"].array.map { $0["name"].string } == ["Blue", "b l u e"])
            for query in ["q=%E6%98%A5", "q=blu", "favorite=true", "folder=\(id)", "sort=oldest&limit=1"] {
                let found = try await kim.get("/api/v1/videos?\(query)").data["items"].array.map { $0["id"].string }
                #expect(found == [first], "\(query)")
            }
            let others = try await kim.get("/api/v1/videos?favorite=false").data["items"].array.map { $0["id"].string }
            #expect(others == [second])
            let out = try await kim.change("PATCH", "/api/v1/videos/\(first)", #"{"folder_id": null, "tags": []}"#)
            #expect(out.data["folder_id"].isNull && out.data["tags"].array.isEmpty)
            #expect(try await kim.get("/api/v1/folders").data["items"][0]["video_count"].int == 0)
        }
    }

    @Test(arguments: [
        (#"{"folder_id": "nothing"}"#, 422, "folder_id"), (#"{"folder_id": 5}"#, 400, "folder_id"),
        (#"{"tags": ["a", "a"]}"#, 422, "tags"), (#"{"tags": ["\u0001"]}"#, 422, "tags"),
        (#"{"title": " "}"#, 422, "title"), (#"{"favorite": "yes"}"#, 400, "favorite"),
    ]) func `says which field of a change is wrong, and changes nothing`(
        body: String, status: Int, field: String
    ) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let id = try await video(kim, house)
            let before = try await kim.get("/api/v1/videos/\(id)").data

            let reply = try await kim.change("PATCH", "/api/v1/videos/\(id)", body)

            #expect(reply.status == status, "\(reply.text)")
            #expect(reply.errorField == field)
            #expect(try await kim.get("/api/v1/videos/\(id)").data["title"] == before["title"])
        }
    }

    @Test func `folders and tags have one name each, and lee has none of kim's`() async throws {
        try await TestHouse.with { house in
            let (kim, lee) = (try await house.http.signedUp(), try await house.http.signedUp("lee@example.org"))
            let own = try await video(lee, house)
            let folder = try await kim.post("/api/v1/folders", json: #"{"name": "Clients"}"#).data["id"].string ?? ""

            let twice = try await kim.post("/api/v1/folders", json: #"{"name": "CLIENTS"}"#)
            let move = try await lee.change("PATCH", "/api/v1/videos/\(own)", #"{"folder_id": "\#(folder)"}"#)

            #expect(twice.status == 409 && twice.json["error"]["details"]["reason"].string == "folder_exists")
            #expect(move.status == 422)
            #expect(try await lee.send("DELETE", "/api/v1/folders/\(folder)").status == 404)
            #expect(try await lee.get("/api/v1/folders").data["items"].array.isEmpty)
            #expect(try await kim.send("DELETE", "/api/v1/folders/\(folder)").status == 200)
            #expect(try await kim.send("DELETE", "/api/v1/folders/\(folder)").status == 404)
        }
    }
}
