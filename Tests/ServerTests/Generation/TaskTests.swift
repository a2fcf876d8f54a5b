import Domain
import Testing

struct TaskTests {
    @Test func `carries a task to its video`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            house.engine.end(.succeed)

            let done = try await kim.animate(inputs, ["Prefer": "wait=20"])

            #expect(done.status == 202)
            #expect(done.headers["preference-applied"] == "wait=20")
            #expect(done.data["status"].string == "succeeded")
            #expect(done.data["progress"].double == 1)
            let result = done.data["result"]
            let bytes = try await house.http.get(result["url"].string ?? "")
            #expect(bytes.text == "VIDEO result \(done.data["id"].string ?? "")")
            #expect(bytes.headers["content-type"] == "video/mp4")
            let videos = try await kim.get("/api/v1/videos").data["items"].array
            #expect(videos.map { $0["id"].string } == [result["video_id"].string])
            #expect(videos[0]["source"]["image_file_id"].string == inputs.image)
        }
    }

    @Test func `tells why a task failed`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            house.engine.end(.fail(.refused(code: "no_face_in_driver", message: "There is no face in the clip.")))

            let done = try await kim.animate(inputs, ["Prefer": "wait=20"])

            #expect(done.data["status"].string == "failed")
            #expect(done.data["error"]["code"].string == "no_face_in_driver")
            #expect(done.data["error"]["retryable"].bool == false)
        }
    }

    @Test func `refuses before queueing what cannot work`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            house.engine.refuse(.refused(code: "no_face_in_source", message: "There is no face in the picture."))

            let refused = try await kim.animate(inputs)

            #expect(refused.status == 422)
            #expect(refused.errorCode == "VALIDATION_ERROR")
            #expect(refused.json["error"]["details"]["reason"].string == "no_face_in_source")
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
        }
    }

    @Test(arguments: [
        (#"{"mode": "wan-std", "video_file_id": "V"}"#, 422, "image_file_id"),
        (#"{"image_file_id": "I", "video_file_id": "V"}"#, 422, "mode"),
        (#"{"mode": "best", "image_file_id": "I", "video_file_id": "V"}"#, 422, "mode"),
        (#"{"mode": "wan-std", "image_file_id": "V", "video_file_id": "V"}"#, 422, "image_file_id"),
        (#"{"mode": "wan-std", "image_file_id": "I", "video_file_id": "I"}"#, 422, "video_file_id"),
        (#"{"mode": "wan-std", "image_file_id": "../x", "video_file_id": "V"}"#, 422, "image_file_id"),
        (#"{"mode": "wan-std", "image_file_id": "nobody", "video_file_id": "V"}"#, 422, "image_file_id"),
        (#"{"mode": "wan-std", "image_file_id": 7, "video_file_id": "V"}"#, 400, "image_file_id"),
        (#"{"mode": "wan-std", "image_file_id": "I", "image_url": "http://x"}"#, 422, "image_url"),
        (#"{"mode": "wan-std", "image_url": "http://127.0.0.1/a.png", "video_file_id": "V"}"#, 422, "image_url"),
        (#"{"mode": "wan-std", "image_url": "http://far/a.png", "video_file_id": "V"}"#, 502, nil),
        (#"{"mode": "wan-std", "image_file_id": "I", "video_file_id": "V", "engine": "x"}"#, 422, "engine"),
        (#"{"mode": "wan-std", "image_file_id": "I", "video_file_id": "V", "title": " "}"#, 422, "title"),
        (
            #"{"mode": "wan-std", "image_file_id": "I", "video_file_id": "V", "webhook_url": "http://10.0.0.1/"}"#, 422,
            "webhook_url"
        ),
    ])
    func `names what is wrong with a submission`(_ body: String, _ status: Int, _ field: String?) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let json = body.replacing("\"I\"", with: "\"\(inputs.image)\"")
                .replacing("\"V\"", with: "\"\(inputs.video)\"")

            let reply = try await kim.post("/api/v1/videos/animate-move", json: json)

            #expect(reply.status == status)
            #expect(reply.errorField == field)
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
        }
    }

    @Test func `shows nobody another account's things`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let eve = try await house.http.signedUp("eve@example.org")
            let inputs = try await kim.inputs()
            let task = try await kim.animate(inputs).data["id"].string ?? ""

            let file = "files/\(inputs.image)"
            for path in ["tasks/\(task)", "tasks/\(task)/events", file, "\(file)/content", "\(file)/thumbnail"] {
                let reply = try await eve.get("/api/v1/\(path)")
                #expect(reply.status == 404, "\(path)")
                #expect(reply.errorCode == "NOT_FOUND")
            }
            #expect(try await eve.send("DELETE", "/api/v1/tasks/\(task)").status == 404)
            #expect(try await eve.send("DELETE", "/api/v1/files/\(inputs.image)").status == 404)
            let stolen = try await eve.animate(inputs)
            #expect(stolen.errorField == "image_file_id")
            #expect(try await kim.get("/api/v1/tasks/\(task)").status == 200)
        }
    }

    @Test func `queues, cancels and tries again`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let first = try await kim.animate(inputs).data["id"].string ?? ""
            _ = await house.engine.starts.first { _ in true }
            let second = try await kim.animate(inputs).data
            #expect(second["status"].string == "queued")
            #expect(second["position"].int == 1)

            let cancelled = try await kim.send("DELETE", "/api/v1/tasks/\(first)")
            #expect(cancelled.data["status"].string == "cancelled")
            let retried = try await kim.send("POST", "/api/v1/tasks/\(first)/retry")

            #expect(retried.status == 202)
            #expect(retried.data["status"].string == "queued")
            #expect(try await kim.send("POST", "/api/v1/tasks/\(first)/retry").status == 409)
        }
    }

    @Test func `lists in parts and by status`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            var ids: [String?] = []
            for _ in 0..<5 { ids.insert(try await kim.animate(inputs).data["id"].string, at: 0) }
            _ = await house.engine.starts.first { _ in true }

            var seen: [String?] = []
            var cursor: String? = ""
            while let next = cursor {
                let page = try await kim.get("/api/v1/tasks?limit=2&cursor=\(next)").data
                #expect(page["items"].array.count <= 2)
                seen += page["items"].array.map { $0["id"].string }
                cursor = page["next_cursor"].string
            }

            #expect(seen == ids)
            let queued = try await kim.get("/api/v1/tasks?status=queued").data["items"].array
            #expect(queued.map { $0["id"].string } == Array(ids.prefix(4)))
            for query in ["limit=0", "limit=101", "limit=x", "status=lost", "kind=gif", "cursor=../x"] {
                let reply = try await kim.get("/api/v1/tasks?\(query)")
                #expect(reply.status == 422)
                #expect(reply.errorField == query.split(separator: "=").first.map(String.init))
            }
        }
    }

    @Test func `does a repeated submission once`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let key = ["Idempotency-Key": "once"]

            let first = try await kim.animate(inputs, key)
            let again = try await kim.animate(inputs, key)

            #expect(again.status == 202)
            #expect(again.body == first.body)
            #expect(again.headers["idempotent-replayed"] == "true")
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.count == 1)
            let other = try await kim.post("/api/v1/videos/animate-move", json: #"{"mode": "wan-std"}"#, key)
            #expect(other.status == 422)
            #expect(other.errorField == "Idempotency-Key")
            let eve = try await house.http.signedUp("eve@example.org")
            #expect(try await eve.animate(try await eve.inputs(), key).headers["idempotent-replayed"] == nil)
        }
    }

    @Test func `judges a refused submission anew under the same key`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            house.engine.refuse(.refused(code: "no_face_in_source", message: "No face."))
            #expect(try await kim.animate(inputs, ["Idempotency-Key": "k"]).status == 422)

            house.engine.refuse(nil)

            #expect(try await kim.animate(inputs, ["Idempotency-Key": "k"]).status == 202)
        }
    }

    @Test func `estimates without queueing`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let body = #"{"image_file_id": "\#(inputs.image)", "video_file_id": "\#(inputs.video)", "mode": "wan-pro"}"#

            let estimate = try await kim.post("/api/v1/videos/animate-move/estimate", json: body).data

            #expect(estimate["seconds"].double == 12.5)
            #expect(estimate["credits"].int == 0)
            #expect(estimate["warnings"][0]["code"].string == "small_face")
            #expect(estimate["warnings"][0]["message"].string == "The face is small.")
            #expect(estimate["warnings"][0]["values"]["pixels"].double == 60)
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
        }
    }
}
