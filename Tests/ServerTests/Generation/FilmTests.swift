import Domain
import TestSupport
import Testing

@testable import Server

/// Films as clients ask for them: by one request, followed as one task, paid by the scene.
struct FilmTests {
    private func film(_ image: String, _ scripts: [String], _ more: String = "") -> String {
        let scenes = scripts.map {
            #"{"script": "\#($0)", "voice": "espeak:de", "image_file_id": "\#(image)", "pause_ms": 500}"#
        }
        return #"{"scenes": [\#(scenes.joined(separator: ", "))], "title": "Two scenes" \#(more)}"#
    }

    private func finished(_ kim: TestClient, _ task: String) async throws -> Reply {
        _ = try await EventReader.with(kim, "/api/v1/tasks/\(task)/events") { reader in
            try await reader.next { ["succeeded", "failed"].contains($0.data["status"].string ?? "") }
        }
        return try await kim.get("/api/v1/tasks/\(task)")
    }

    @Test func `a film is one task with its scenes, one video, and costs what its scenes cost`() async throws {
        try await TestHouse.with(billing: .on) { house in
            let admin = try await house.http.signedUp("lee@example.org")
            let kim = try await house.http.signedUp()
            let image = try await kim.uploaded("IMAGE portrait")
            let long = String(repeating: "A long sentence for a film. ", count: 30)
            let body = film(image, ["\(long)One.", "\(long)Two."], #", "format": "portrait", "subtitles": true"#)
            try await kim.useUpMinutes(in: house)

            let estimate = try await kim.post("/api/v1/generate/film/estimate", json: body)
            let queued = try await kim.post("/api/v1/generate/film", json: body)

            #expect(queued.status == 202, "\(queued.text)")
            #expect(queued.data["kind"].string == "film" && queued.data["stage"].string == "making_scenes")
            let price = try #require(estimate.data["credits"].int)
            #expect(price > 1 && estimate.data["seconds"].double == 25, "\(estimate.text)")
            #expect(queued.data["credits"]["held"].int == price)
            let scenes = queued.data["scenes"].array
            #expect(scenes.count == 2 && scenes.allSatisfy { $0["pause_ms"].int == 500 })
            for _ in 0..<3 { house.engine.end(.succeed) }
            let id = try #require(queued.data["id"].string)
            let done = try await finished(kim, id)
            #expect(done.data["status"].string == "succeeded", "\(done.text)")
            // Of four seconds each, which is what the stub makes.
            #expect(done.data["credits"]["charged"].int == 2 && done.data["credits"]["held"].int == 0)
            #expect(done.data["result"]["subtitles_url"].string != nil)
            let part = try await kim.get("/api/v1/tasks/\(scenes[0]["task_id"].string ?? "")")
            #expect(part.data["film_id"].string == id && part.data["result"]["video_id"].isNull)
            #expect(
                try await kim.get("/api/v1/videos").data["items"].array.map { $0["title"].string } == ["Two scenes"])
            #expect(try await kim.get("/api/v1/tasks?kind=film").data["items"].array.count == 1)
            #expect(try await kim.get("/api/v1/tasks?kind=talking_video").data["items"].array.isEmpty)
            #expect(try await admin.get("/api/v1/admin/ledger/check").data["ok"].bool == true)

            let again = try await kim.post("/api/v1/generate/film/estimate", json: body)
            #expect(again.data["credits"].int == 0, "what is made costs nothing")
            let account = try #require(
                AccountID(rawValue: try await kim.get("/api/v1/auth/me").data["id"].string ?? ""))
            _ = try await house.store.beginErasure(
                of: account, at: house.clock.now(), noting: .sample(by: account))
            try await house.store.purge(account, at: house.clock.now())
            #expect(try await house.store.checkIntegrity().isEmpty)
        }
    }

    @Test func `one scene is made again, and the others are as they were`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let image = try await kim.uploaded("IMAGE portrait")
            let music = try await kim.uploaded("AUDIO music")
            for _ in 0..<5 { house.engine.end(.succeed) }
            let more = #", "music_file_id": "\#(music)", "format": "square""#
            let first = try await kim.post(
                "/api/v1/generate/film", json: film(image, ["One.", "Two."], more), ["Prefer": "wait=20"])
            let path = "/api/v1/tasks/\(first.data["id"].string ?? "")/scenes/again"

            let second = try await kim.post(path, json: #"{"scene": 1}"#)

            #expect(second.status == 202, "\(second.text)")
            let done = try await finished(kim, second.data["id"].string ?? "")
            #expect(done.data["id"].string != first.data["id"].string && done.data["title"].string == "Two scenes")
            #expect(done.data["scenes"].array.map { $0["reused"].bool } == [true, false])
            #expect(done.data["inputs"]["audio_file_id"].string == music)
            #expect(house.engine.lastParameters?["film"]?.contains(#""format":"square""#) == true)
            #expect(try await kim.post(path, json: #"{"scene": 2}"#).errorField == "scene")
            #expect(try await lee.post(path, json: #"{"scene": 0}"#).status == 404)
        }
    }

    @Test func `a film tells what it was asked for, with every word`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let image = try await kim.uploaded("IMAGE portrait")
            let long = String(repeating: "A long sentence for a film. ", count: 30) + "The end."
            let film = try await kim.post(
                "/api/v1/generate/film", json: film(image, [long, "Two."], #", "format": "square", "subtitles": true"#))
            let path = "/api/v1/tasks/\(film.data["id"].string ?? "")/film"

            let order = try await kim.get(path)

            #expect(order.data["title"].string == "Two scenes" && order.data["format"].string == "square")
            #expect(order.data["subtitles"].bool == true && order.data["burn_subtitles"].bool == false)
            let scenes = order.data["scenes"].array
            #expect(scenes.map { $0["script"].string } == [long, "Two."])
            #expect(scenes.allSatisfy { $0["image_file_id"].string == image && $0["voice"].string == "espeak:de" })
            #expect(scenes.allSatisfy { $0["pause_ms"].int == 500 && $0["position"].isNull })
            #expect(try await lee.get(path).status == 404)
        }
    }

    @Test func `what an engine refuses in a film is told with the number of the scene`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let image = try await kim.uploaded("IMAGE portrait")
            house.engine.refuse(.refused(code: "no_face_in_source", message: "There is no face."))

            let refused = try await kim.post("/api/v1/generate/film/estimate", json: film(image, ["One.", "Two."]))

            let details = refused.json["error"]["details"]
            #expect(details["reason"].string == "no_face_in_source", "\(refused.text)")
            #expect(details["values"]["scene"].int == 1)
        }
    }

    @Test func `a draft is kept, and of two who save the later one learns of the other`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            func save(_ content: String, _ version: Int) async throws -> Reply {
                try await kim.send(
                    "PUT", "/api/v1/generate/film/draft", ["Content-Type": "application/json"],
                    Array(#"{"content": "\#(content)", "version": \#(version)}"#.utf8))
            }
            let empty = try await kim.get("/api/v1/generate/film/draft")
            #expect(empty.data["content"].isNull && empty.data["version"].int == 0)

            let first = try await save("one", 0)
            let second = try await save("two", 1)
            let late = try await save("other", 1)

            #expect(first.data["version"].int == 1 && second.data["version"].int == 2)
            #expect(late.status == 409 && late.json["error"]["details"]["reason"].string == "draft_changed")
            #expect(try await save("new", 0).status == 409)
            #expect(try await kim.get("/api/v1/generate/film/draft").data["content"].string == "two")
            let lee = try await house.http.signedUp("lee@example.org")
            #expect(try await lee.get("/api/v1/generate/film/draft").data["content"].isNull)
        }
    }

    @Test func `a film that the credits do not reach is not begun`() async throws {
        try await TestHouse.with(billing: .on) { house in
            let kim = try await house.http.signedUp()
            let image = try await kim.uploaded("IMAGE portrait")
            let long = String(repeating: "A long sentence for a film. ", count: 1000)

            let refused = try await kim.post(
                "/api/v1/generate/film", json: film(image, (1...3).map { "\(long)\($0)" }))

            #expect(refused.status == 402, "\(refused.text)")
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
            #expect(try await kim.get("/api/v1/users/credits").data["held"].int == 0)
        }
    }

    @Test(arguments: [
        (#"{"scenes": []}"#, 422, "scenes"),
        (#"{"scenes": "one"}"#, 400, "scenes"),
        (
            #"{"scenes": [{"script": "A", "voice": "espeak:de", "image_file_id": "I"}], "format": "round"}"#, 422,
            "format"
        ),
        (#"{"scenes": [{"script": "A", "voice": "espeak:de"}]}"#, 422, "video_model_id"),
        (
            #"{"scenes": [{"script": "A", "voice": "espeak:de", "image_file_id": "nobody"}]}"#, 422,
            "scenes[0].image_file_id"
        ),
        (
            #"{"scenes": [{"script": "A", "voice": "espeak:de", "image_file_id": "I", "pause_ms": -1}]}"#, 422,
            "scenes[0].pause_ms"
        ),
    ])
    func `names what is wrong with a film`(_ body: String, _ status: Int, _ field: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let image = try await kim.uploaded("IMAGE portrait")

            let reply = try await kim.post(
                "/api/v1/generate/film", json: body.replacing("\"I\"", with: "\"\(image)\""))

            #expect(reply.status == status && reply.errorField == field, "\(reply.text)")
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
        }
    }
}

extension TestClient {
    /// By a task that waits, so that only credits pay.
    fileprivate func useUpMinutes(in house: TestHouse) async throws {
        let me = try #require(AccountID(rawValue: try await get("/api/v1/auth/me").data["id"].string ?? ""))
        let month = Charge.Allowance(
            startsAt: Timestamp(milliseconds: 0), endsAt: house.clock.now() + .seconds(40 * 86_400), includedMs: 60_000)
        var charge = Charge(credits: 0, lengthMs: 60_000)
        charge.allowance = month
        try await house.store.submit(GenerationTask.sample(of: me), charging: charge)
    }
}
