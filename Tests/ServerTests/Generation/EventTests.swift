import Domain
import Testing

@testable import Server

struct EventTests {
    @Test func `follows a task from the queue to its end`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let task = try await kim.animate(try await kim.inputs()).data["id"].string ?? ""
            _ = await house.engine.starts.first { _ in true }

            try await EventReader.with(kim, "/api/v1/tasks/\(task)/events") { reader in
                #expect(reader.head.headers["content-type"] == "text/event-stream")
                #expect(reader.head.headers["cache-control"] == "no-store")
                let opening = try await reader.frame()
                #expect(opening == "retry: 3000\n\n")
                house.engine.report(.progress(stage: "tracking", progress: 0.25))
                let progress = try await reader.next { $0.name == "progress" }
                #expect(progress?.data["task_id"].string == task)
                #expect(progress?.data["stage"].string == "tracking")
                house.engine.report(.log("frame 12"))
                let log = try await reader.next { $0.name == "log" }
                #expect(log?.data["message"].string == "frame 12")
                house.engine.end(.succeed)
                let last = try await reader.next { $0.data["status"].string == "succeeded" }
                #expect(last?.data["result"]["url"].string != nil)
                #expect((last?.id ?? 0) > (progress?.id ?? .max))
                let more = try await reader.next { _ in true }
                #expect(more == nil)
            }
        }
    }

    @Test func `goes on after the last event that was seen`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let task = try await kim.animate(try await kim.inputs()).data["id"].string ?? ""
            _ = await house.engine.starts.first { _ in true }
            let seen = try await EventReader.with(kim, "/api/v1/events") { reader in
                house.engine.report(.log("first"))
                return try await reader.next { $0.name == "log" }?.id
            }

            house.engine.report(.log("second"))
            house.engine.end(.succeed)

            try await EventReader.with(kim, "/api/v1/events", ["Last-Event-ID": String(seen ?? 0)]) { reader in
                let next = try await reader.next { $0.name == "log" }
                #expect(next?.data["message"].string == "second")
                let end = try await reader.next { $0.data["status"].string == "succeeded" }
                #expect(end?.data["id"].string == task)
            }
        }
    }

    @Test func `tells one account nothing of another`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let eve = try await house.http.signedUp("eve@example.org")

            try await EventReader.with(eve, "/api/v1/events") { reader in
                _ = try await reader.frame()
                let hers = try await eve.inputs()
                _ = try await kim.animate(try await kim.inputs())
                let own = try await eve.animate(hers).data["id"].string
                let first = try await reader.next { $0.name == "status" }
                #expect(first?.data["id"].string == own)
            }
        }
    }

    @Test func `says now and then that it is there`() async throws {
        try await TestHouse.with(change: { $0.limits.heartbeat = .milliseconds(20) }) { house in
            let kim = try await house.http.signedUp()

            try await EventReader.with(kim, "/api/v1/events") { reader in
                _ = try await reader.frame()
                let heartbeat = try await reader.frame()
                #expect(heartbeat == ":\n\n")
            }
        }
    }

    @Test func `limits the streams of an account and frees those that are closed`() async throws {
        try await TestHouse.with(change: { $0.limits.eventStreams = 1 }) { house in
            let kim = try await house.http.signedUp()
            try await EventReader.with(kim, "/api/v1/events") { reader in
                _ = try await reader.frame()
                let second = try await kim.get("/api/v1/events")
                #expect(second.status == 429)
                #expect(second.headers["retry-after"] != nil)
            }

            // The server learns of the end by its own event; until then the answer is 429.
            var status = 429
            while status == 429 {
                status = try await EventReader.with(kim, "/api/v1/events") { $0.head.status }
            }

            #expect(status == 200)
        }
    }

    @Test func `ends its streams when the server shuts down`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            try await EventReader.with(kim, "/api/v1/events") { reader in
                _ = try await reader.frame()
                await house.shutDown()
                let more = try await reader.next { _ in true }
                #expect(more == nil)
            }
        }
    }
}
