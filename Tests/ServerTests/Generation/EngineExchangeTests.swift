import Crypto
import Domain
import Foundation
import Studio
import TestSupport
import Testing

@testable import Server

/// A worker elsewhere reads and leaves what belongs to its task, for as long as there is one; nobody else does.
struct EngineExchangeTests {
    /// A server whose task is being worked on by a service.
    private struct Scene {
        let house: TestHouse
        let service: CloudService
        let client: TestClient
        let job: EngineJob
        let links: EngineLinks

        func path(_ url: String) -> String { String(url.dropFirst("http://studio.test".count)) }
    }

    private func with(_ test: (Scene) async throws -> Void) async throws {
        let service = CloudService()
        try await TestHouse.with(besides: [CloudEngine(service)]) { house in
            let client = try await house.http.signedUp()
            let inputs = try await client.inputs()
            let submitted = try await client.post(
                "/api/v1/videos/animate-move",
                json: #"{"image_file_id": "\#(inputs.image)", "video_file_id": "\#(inputs.video)", "mode": "wan-std", "#
                    + #""engine": "cloud"}"#)
            let id = try #require(submitted.data["id"].string, "\(submitted.text)")
            await service.gate.nextArrival()
            let job = EngineJob(
                taskID: try #require(TaskID(rawValue: id)), kind: .animateMove, engine: "cloud", parameters: [:],
                inputs: [:], outputDirectory: "", workDirectory: "\(house.home.work)/\(id)-kept", createdAt: "")
            let links = EngineLinks(
                base: "http://studio.test", signingKey: try house.home.signingKey(), now: house.clock.now)
            try await test(
                Scene(house: house, service: service, client: client, job: job, links: links))
            service.gate.open()
        }
    }

    @Test func `the worker gets the inputs, whole and in parts, without an account`() async throws {
        try await with { scene in
            let image = try await scene.house.http.get(scene.path(scene.links.source("image", of: scene.job)))
            let part = try await scene.house.http.get(
                scene.path(scene.links.source("video", of: scene.job)), ["Range": "bytes=0-4"])
            let none = try await scene.house.http.get(scene.path(scene.links.source("audio", of: scene.job)))

            #expect(image.status == 200 && image.text.hasPrefix("IMAGE"))
            #expect(part.status == 206 && part.text == "VIDEO")
            #expect(none.status == 404)
        }
    }

    @Test func `what it leaves lies whole where the engine looks for it, and wakes who waits`() async throws {
        try await with { scene in
            let target = scene.path(scene.links.target(.video, of: scene.job))

            let taken = try await scene.house.http.send("PUT", target, [:], Array("VIDEO made".utf8))
            let again = try await scene.house.http.send("PUT", target, [:], Array("VIDEO again".utf8))
            let other = try await scene.house.http.send(
                "PUT", scene.path(scene.links.target(.archive, of: scene.job)), [:], Array("tar".utf8))

            #expect(taken.status == 200 && again.status == 200 && other.status == 404)
            let path = try #require(scene.job.received(.video))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "VIDEO again")
            let sum = try String(contentsOfFile: path + EngineJob.sumEnding, encoding: .utf8)
            #expect(sum == SHA256.hash(data: Data("VIDEO again".utf8)).map { String(format: "%02x", $0) }.joined())
            #expect(scene.service.state.withLock { $0.heard } == ["job-1", "job-1"])
        }
    }

    @Test func `news come from whoever holds the address, or from a backend with a key`() async throws {
        try await with { scene in
            let news = scene.path(scene.links.callback(of: scene.job))
            let key = ["X-API-Key": TestHouse.bootstrapKey]

            let told = try await scene.house.http.post(news, json: #"{"id": "job-1", "status": "COMPLETED"}"#)
            let byKey = try await scene.house.http.post(
                "/api/v1/engines/cloud/news", json: #"{"data": {"task_id": "job-1", "task_status": "SUCCEEDED"}}"#, key)
            let unknown = try await scene.house.http.post(
                "/api/v1/engines/nobody/news", json: #"{"task_id": "job-1"}"#, key)
            let nobody = try await scene.house.http.post("/api/v1/engines/cloud/news", json: #"{"task_id": "job-1"}"#)

            #expect(told.status == 200 && byKey.status == 200 && unknown.status == 404 && nobody.status == 401)
            #expect(scene.service.state.withLock { $0.heard } == ["job-1", "job-1"])
            // It said that the work is done; that is for the service to say.
            let task = try await scene.client.get("/api/v1/tasks/\(scene.job.taskID)")
            #expect(task.data["status"].string == "running")
        }
    }

    @Test func `an address is good for what it was given for, until it expires, and while there is something to do`()
        async throws
    {
        try await with { scene in
            let image = scene.path(scene.links.source("image", of: scene.job))
            let (clip, put) = (
                image.replacing("inputs/image", with: "inputs/video"),
                image.replacing("inputs/image", with: "outputs/video")
            )
            let forged = String(image.dropLast()) + (image.hasSuffix("A") ? "B" : "A")
            let short = EngineLinks(
                base: "http://studio.test", signingKey: try scene.house.home.signingKey(), lifetime: .seconds(-1),
                now: scene.house.clock.now)

            for path in [clip, forged, scene.path(short.source("image", of: scene.job)), "/api/v1/engine-jobs/0/news"] {
                #expect(try await scene.house.http.get(path).status != 200, "\(path)")
            }
            #expect(try await scene.house.http.send("PUT", put, [:], Array("VIDEO".utf8)).status == 404)
            #expect(try await scene.house.http.get(image).status == 200)
            _ = try await scene.client.send("DELETE", "/api/v1/tasks/\(scene.job.taskID)")
            #expect(try await scene.house.http.get(image).status == 404)
            #expect(scene.service.state.withLock { $0.heard } == [])
        }
    }
}
