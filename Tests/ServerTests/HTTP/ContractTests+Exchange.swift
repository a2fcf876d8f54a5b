import Domain
import Studio
import Testing

extension ContractTests {
    /// What a worker elsewhere reads and leaves of a task that is not finished.
    func exchange(_ kim: TestClient, _ house: TestHouse, _ task: String, engine: String) async throws {
        let base = "https://studio.test"
        let links = EngineLinks(base: base, signingKey: try house.home.signingKey(), now: house.clock.now)
        let job = EngineJob(
            taskID: try #require(TaskID(rawValue: task)), kind: .animateMove, engine: engine, parameters: [:],
            inputs: [:], outputDirectory: "", workDirectory: "", createdAt: "")
        func path(_ url: String) -> String { String(url.dropFirst(base.count)) }

        let image = path(links.source("image", of: job))
        let etag = try #require(try await kim.get(image).headers["etag"])
        _ = try await kim.get(image, ["Range": "bytes=0-1"])
        _ = try await kim.get(image, ["If-None-Match": etag])
        _ = try await kim.send(
            "PUT", path(links.target(.video, of: job)), ["Content-Type": "application/octet-stream"],
            Array("VIDEO".utf8))
        _ = try await kim.post(path(links.callback(of: job)), json: "{}")
        _ = try await kim.post("/api/v1/engines/\(engine)/news", json: #"{"task_id": "job-1"}"#)
    }
}
