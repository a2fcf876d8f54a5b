import TestSupport
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

    @Test func `what is deleted goes to the trash and back, or for good when that is asked for`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let id = try await video(kim, house)
            let task = try await kim.get("/api/v1/videos/\(id)").data["task_id"].string ?? ""

            #expect(try await kim.send("DELETE", "/api/v1/videos/\(id)").status == 200)
            #expect(try await kim.send("DELETE", "/api/v1/videos/\(id)").status == 404)
            #expect(try await kim.get("/api/v1/videos/\(id)").status == 404)
            #expect(try await kim.get("/api/v1/tasks/\(task)").data["result"].isNull)
            let trash = try await kim.get("/api/v1/trash").data
            #expect(trash["items"][0]["id"].string == id && trash["items"][0]["trashed_at"].string != nil)
            #expect(trash["video_count"].int == 1 && trash["kept_days"].int == 30)
            #expect(trash["size_bytes"].int == trash["items"][0]["size_bytes"].int)
            let restored = try await kim.post("/api/v1/videos/\(id)/restore", json: "")
            #expect(restored.status == 200 && restored.data["trashed_at"].isNull)
            #expect(try await kim.get("/api/v1/tasks/\(task)").data["result"]["video_id"].string == id)

            _ = try await kim.send("DELETE", "/api/v1/videos/\(id)")
            #expect(try await kim.send("DELETE", "/api/v1/videos/\(id)?permanent=true").status == 200)
            #expect(try await kim.get("/api/v1/trash").data["video_count"].int == 0)
            #expect(try await kim.post("/api/v1/videos/\(id)/restore", json: "").status == 404)
        }
    }

    @Test func `does the same to several videos and says what became of each`() async throws {
        try await TestHouse.with { house in
            let (kim, lee) = (try await house.http.signedUp(), try await house.http.signedUp("lee@example.org"))
            let (first, second, theirs) = (
                try await video(kim, house), try await video(kim, house), try await video(lee, house)
            )
            func bulk(_ rest: String, _ ids: [String]) async throws -> Reply {
                let list = ids.map { #""\#($0)""# }.joined(separator: ", ")
                return try await kim.post("/api/v1/videos/bulk", json: #"{"ids": [\#(list)], \#(rest)}"#)
            }

            let tagged = try await bulk(#""action": "tag", "tags": ["x"]"#, [first, second, theirs])
            let starred = try await bulk(#""action": "favorite""#, [second])
            let deleted = try await bulk(#""action": "delete""#, [first, second])

            #expect(tagged.data["done_count"].int == 2)
            #expect(tagged.data["results"].array.map { $0["outcome"].string } == ["done", "done", "not_found"])
            #expect(starred.data["done_count"].int == 1 && deleted.data["done_count"].int == 2)
            #expect(try await kim.get("/api/v1/videos").data["items"].array.isEmpty)
            #expect(try await lee.get("/api/v1/videos").data["items"][0]["tags"].array.isEmpty)
            #expect(try await bulk(#""action": "tag""#, [first]).errorField == "tags")
            #expect(try await bulk(#""action": "delete""#, []).status == 422)
            #expect(try await bulk(#""action": "delete""#, [first, first]).status == 422)
            #expect(try await kim.send("DELETE", "/api/v1/trash").status == 200)
            #expect(try await kim.get("/api/v1/trash").data["video_count"].int == 0)
        }
    }

    @Test func `downloads several videos as one archive, under names of which no two are alike`() async throws {
        try await TestHouse.with { house in
            let (kim, lee) = (try await house.http.signedUp(), try await house.http.signedUp("lee@example.org"))
            var ids: [String] = []
            for title in ["a/b", "A_b", "春"] {
                ids.append(try await video(kim, house))
                _ = try await kim.change("PATCH", "/api/v1/videos/\(ids.last ?? "")", #"{"title": "\#(title)"}"#)
            }
            ids.append(try await video(lee, house))

            let reply = try await kim.get("/api/v1/videos/archive?ids=\(ids.joined(separator: ","))")

            let files = try #require(ZipContents(reply.body)).files
            #expect(reply.headers["content-type"] == "application/zip")
            #expect(reply.headers["content-length"] == String(reply.body.count))
            #expect(Set(files.keys) == ["a_b.mp4", "A_b (2).mp4", "春.mp4"])
            #expect(files["春.mp4"] == (try await kim.get("/api/v1/videos/\(ids[2])/download").body))
            #expect(try await kim.get("/api/v1/videos/archive?ids=\(ids[3])").status == 404)
            #expect(try await kim.get("/api/v1/videos/archive?ids=,").status == 422)
            #expect(try await kim.get("/api/v1/videos/archive").status == 422)
            #expect(try await house.http.get("/api/v1/videos/archive?ids=\(ids[0])").status == 401)
        }
    }
}
