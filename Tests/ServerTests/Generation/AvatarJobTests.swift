import Crypto
import Domain
import Foundation
import Testing

@testable import Server

/// Backends order avatars by key, follow them, and are told of their end once it is durable.
struct AvatarJobTests {
    /// As a receiver of Standard Webhooks checks it.
    private func isSigned(_ call: StubCallbacks.Call, by secret: String) -> Bool {
        guard let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count))),
            let id = call.headers["webhook-id"], let time = call.headers["webhook-timestamp"]
        else { return false }
        let signed = Data("\(id).\(time).".utf8) + Data(call.body)
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
        return call.headers["webhook-signature"] == "v1," + Data(code).base64EncodedString()
    }

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

            let call = try #require(await house.callbacks.calls.first { _ in true })

            #expect(call.url == "https://backend.test/done" && isSigned(call, by: secret))
            let told = JSONTree(try JSONSerialization.jsonObject(with: Data(call.body)))
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
