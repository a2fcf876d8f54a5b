import Domain
import Foundation
import Testing

@testable import Server

/// Backends order avatars by key, follow them, and are told of their end once it is durable.
struct AvatarJobTests {
    @Test(arguments: [true, false])
    func `the backend is called back and the owner written to, however the training ends`(succeeds: Bool) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let file = try await kim.inputs().video
            let order = #"{"file_id": "\#(file)", "name": "Ada", "callback_url": "https://backend.test/done"}"#
            let ordered = try await house.http.post(
                "/api/v1/avatar-backend/jobs", json: order, ["X-API-Key": TestHouse.bootstrapKey])
            #expect(ordered.status == 202, "\(ordered.text)")
            let id = try #require(ordered.data["job"]["id"].string)
            let secret = try #require(ordered.data["callback_secret"].string)
            for await _ in house.engine.starts { break }
            let failure = EngineError.refused(code: "no_face", message: "There is no face.")
            house.engine.end(succeeds ? .succeed : .fail(failure))

            let call = try #require(await house.callbacks.next())

            #expect(call.url == "https://backend.test/done" && call.isSigned(by: secret))
            let told = call.json
            #expect(told["type"].string == (succeeds ? "avatar_job.completed" : "avatar_job.failed"))
            #expect(told["data"]["id"].string == id)
            let jobs = try await kim.get("/api/v1/avatar/jobs").data["items"].array
            #expect(jobs.map { $0["id"].string } == [id])
            #expect(jobs.map { $0["status"].string } == [succeeds ? "completed" : "failed"])
            var letter = await house.mailbox.next(for: "kim@example.org")
            while !letter.subject.contains("Ada") { letter = await house.mailbox.next(for: "kim@example.org") }
        }
    }

    @Test func `without a consent only an administrator orders, and cancelling ends the work`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let path = "/api/v1/avatar-backend/jobs"

            let refused = try await lee.post(path, json: #"{"file_id": "\#(try await lee.inputs().video)"}"#)
            #expect(refused.status == 422 && refused.errorField == "consent_id", "\(refused.text)")

            let ordered = try await kim.post(path, json: #"{"file_id": "\#(try await kim.inputs().video)"}"#)
            let id = try #require(ordered.data["job"]["id"].string)
            #expect(ordered.data["callback_secret"].isNull)
            #expect(try await lee.get("/api/v1/avatar/jobs/\(id)").status == 404)
            let cancelled = try await kim.post("/api/v1/avatar/jobs/\(id)/cancel", json: "{}")
            #expect(cancelled.status == 200, "\(cancelled.text)")
        }
    }
}
