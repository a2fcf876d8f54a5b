import Domain
import Testing

@testable import Server

/// Engines are listed, changed while the server runs, and what was said of them stays.
struct EngineTests {
    private func change(_ client: TestClient, _ json: String, _ name: String = "builtin") async throws -> Reply {
        try await client.change("PATCH", "/api/v1/admin/engines/\(name)", json)
    }

    private func end(of id: String, _ client: TestClient) async throws -> String? {
        try await EventReader.with(client, "/api/v1/tasks/\(id)/events") { reader in
            let ends = ["succeeded", "failed", "cancelled"]
            let event = try await reader.next { ends.contains($0.data["status"].string ?? "") }
            return event?.data["status"].string
        }
    }

    @Test func `lists what can be chosen for everybody and all of it for administrators`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")

            let chosen = try await lee.get("/api/v1/engines").data.array
            let all = try await kim.get("/api/v1/admin/engines").data["items"].array

            #expect(chosen.map { $0["name"].string } == ["builtin"])
            #expect(chosen[0]["readiness"].string == "ready" && chosen[0]["ready"].bool == true)
            #expect(chosen[0]["slots"].isNull && chosen[0]["state"].isNull)
            #expect(all.map { $0["state"].string } == ["enabled"])
            #expect(all[0]["slots"].int == 1 && all[0]["preference"]["speech"].isNull)
        }
    }

    @Test func `administrators see what went wrong on an engine last, and nobody else does`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            house.engine.end(.fail(.refused(code: "no_face", message: "There is no face.")))
            house.engine.end(.fail(.uncertain(message: "Nobody knows.", detail: "the connection broke off")))
            let refused = try #require(try await kim.animate(inputs).data["id"].string)
            #expect(try await end(of: refused, kim) == "failed")
            let id = try #require(try await kim.animate(inputs).data["id"].string)
            #expect(try await end(of: id, kim) == "failed")

            let engine = try await kim.get("/api/v1/admin/engines").data["items"].array[0]
            let errors = engine["last_errors"].array
            #expect(errors.map { $0["code"].string } == ["submission_uncertain"])
            #expect(errors[0]["task_id"].string == id && errors[0]["detail"].string == "the connection broke off")
            #expect(try await kim.get("/api/v1/admin/engines").data["gpus"].array.isEmpty)
            #expect(try await kim.get("/api/v1/engines").data.array[0]["last_errors"].isNull)
        }
    }

    @Test func `why an engine could do nothing has a code and its figures, for pages in other languages`() async throws
    {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            house.engine.end(.fail(.unavailable(.keyRefused(by: "Ray"), detail: "401")))
            let id = try #require(try await kim.animate(try await kim.inputs()).data["id"].string)
            var failures: [JSONTree] = []
            while failures.isEmpty {
                failures = try await kim.get("/api/v1/admin/engines").data["items"].array[0]["last_errors"].array
            }

            #expect(failures[0]["task_id"].string == id && failures[0]["code"].string == "engine_unavailable")
            #expect(failures[0]["message"].string == "Ray does not accept this server's key.")
            #expect(failures[0]["reason"]["code"].string == "key_refused")
            #expect(failures[0]["reason"]["values"]["service"].string == "Ray")
        }
    }

    @Test func `GPUs are shown with what they do and what tasks were promised of them`() async throws {
        try await TestHouse.with(gpus: StubGPUs()) { house in
            let kim = try await house.http.signedUp()

            let gpus = try await kim.get("/api/v1/admin/engines").data["gpus"].array
            let metrics = try await house.http.get("/metrics").text

            #expect(gpus.map { $0["name"].string } == ["Large", "Silent"])
            #expect(gpus[0]["used_mib"].int == 1024 && gpus[0]["memory_mib"].int == 81_920)
            #expect(gpus[1]["used_mib"].isNull && gpus[1]["running"].int == 0)
            #expect(metrics.contains(#"greenroom_gpu_memory_used_bytes{gpu="0"} 1073741824"#), "\(metrics)")
            #expect(metrics.contains(#"greenroom_gpu_busy_ratio{gpu="0"} 0.42"#))
        }
    }

    @Test func `a disabled engine takes nothing, a draining one finishes what it has`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let first = try await kim.animate(inputs)
            #expect(first.status == 202)

            #expect(try await change(kim, #"{"state": "draining"}"#).data["state"].string == "draining")
            let refused = try await kim.animate(inputs)
            #expect(refused.status == 503 && refused.json["error"]["code"].string == "ENGINE_UNAVAILABLE")
            #expect(try await kim.get("/api/v1/engines").data.array.isEmpty)
            house.engine.end(.succeed)
            let id = try #require(first.data["id"].string)
            #expect(try await end(of: id, kim) == "succeeded")

            _ = try await change(kim, #"{"state": "disabled"}"#)
            #expect(try await kim.animate(inputs).status == 503)
            _ = try await change(kim, #"{"state": "enabled"}"#)
            #expect(try await kim.animate(inputs).status == 202)
        }
    }

    @Test func `more slots start what waits at once, and the log tells who gave them`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            var starts = house.engine.starts.makeAsyncIterator()
            let tasks = [try await kim.animate(inputs), try await kim.animate(inputs)].map { $0.data["id"].string }
            let first = await starts.next()
            #expect(first?.rawValue == tasks[0])

            let changed = try await change(kim, #"{"slots": 2, "preference": {"animate_move": 7}}"#)

            #expect(changed.data["slots"].int == 2 && changed.data["preference"]["animate_move"].int == 7)
            let second = await starts.next()
            #expect(second?.rawValue == tasks[1])
            let log = try await kim.get("/api/v1/admin/audit?action=engine.change").data["items"].array
            #expect(log.first?["details"]["slots"].string == "2" && log.first?["target"]["id"].string == "builtin")
            #expect(try await change(kim, #"{"slots": 0}"#).data["slots"].int == 1)
        }
    }

    @Test func `writing back what was read ranks nothing, and null takes a rank back`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            func ranks() async throws -> [GenerationTask.Kind: Int]? {
                try await house.store.engineSettings().first?.ranks
            }

            let read = try await change(kim, #"{"preference": {"animate_move": null}}"#)
            #expect(read.status == 200 && read.data["preference"]["animate_move"].isNull)
            #expect(try await ranks() == [:])

            _ = try await change(kim, #"{"preference": {"animate_move": 7, "speech": 0}}"#)
            #expect(try await ranks() == [.animateMove: 7, .speech: 0])
            let back = try await change(kim, #"{"preference": {"animate_move": null}}"#)

            #expect(back.data["preference"]["animate_move"].isNull && back.data["preference"]["speech"].int == 0)
            #expect(try await ranks() == [.speech: 0])
            let log = try await kim.get("/api/v1/admin/audit?action=engine.change").data["items"].array
            #expect(log.first?["details"]["rank_animate_move"].string == "none")
        }
    }

    @Test(arguments: [
        (#"{}"#, "state"), (#"{"state": "paused"}"#, "state"), (#"{"slots": 65}"#, "slots"),
        (#"{"slots": -1}"#, "slots"), (#"{"preference": {"dance": 1}}"#, "preference"),
        (#"{"preference": {"speech": 1001}}"#, "preference.speech"),
    ])
    func `a change that makes no sense names its field`(json: String, field: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let reply = try await change(kim, json)

            #expect(reply.status == 422 && reply.json["error"]["details"]["field"].string == field, "\(reply.text)")
            #expect(try await change(kim, #"{"slots": 2}"#, "nothing").status == 404)
        }
    }

    @Test func `the log of a task is its owner's`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let task = try await kim.animate(try await kim.inputs())
            let id = try #require(task.data["id"].string)
            for await _ in house.engine.starts { break }
            house.engine.report(.log("a face was found"))
            house.engine.report(.progress(stage: "rendering", progress: 0.5))
            house.engine.end(.succeed)
            #expect(try await end(of: id, kim) == "succeeded")

            let log = try await kim.get("/api/v1/tasks/\(id)/log")

            #expect(log.status == 200 && log.headers["content-type"] == "text/plain; charset=utf-8")
            let lines = log.text.split(separator: "\n").map { $0.drop { $0 != " " }.dropFirst() }
            #expect(
                lines == ["attempt 1 of 3, engine builtin", "a face was found", "[rendering]", "the engine is done"])
            #expect(try await lee.get("/api/v1/tasks/\(id)/log").status == 404)
        }
    }
}

/// Two, of which one does not tell what it does.
private struct StubGPUs: GPUInventory {
    func gpus() async -> [GPU] {
        [GPU(index: 0, name: "Large", memoryMiB: 81_920), GPU(index: 1, name: "Silent", memoryMiB: 8192)]
    }

    func loads() async -> [GPULoad] { [GPULoad(index: 0, usedMiB: 1024, busy: 0.42)] }
}
