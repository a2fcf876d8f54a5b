import Domain
import Foundation
import Testing

@testable import Server

/// What a recorded consent is worth: a machine says yes or asks a person; only a person says no.
struct ConsentTests {
    private func begin(_ kim: TestClient, _ kind: String = "voice") async throws -> String {
        let begun = try await kim.post("/api/v1/consents", body: ["kind": kind, "subject": "Kim Lee"])
        let code = begun.data["code"].string ?? ""
        #expect(code.count == 6 && code.allSatisfy(\.isNumber))
        return try #require(begun.data["id"].string)
    }

    private func record(_ kim: TestClient, _ consent: String, _ words: String) async throws -> Reply {
        let file = try await kim.uploaded("AUDIO \(words)")
        return try await kim.post("/api/v1/consents/\(consent)/recording", body: ["file_id": file])
    }

    private func train(_ kim: TestClient, _ consent: String, with words: String = "") async throws -> Reply {
        let sample = try await kim.uploaded("AUDIO sample \(words) \(UUID())")
        return try await kim.post(
            "/api/v1/voice-models", body: ["name": "Kim", "audio_file_id": sample, "consent_id": consent])
    }

    private func finished(_ kim: TestClient, _ task: String) async throws -> Reply {
        _ = try await EventReader.with(kim, "/api/v1/tasks/\(task)/events") { reader in
            try await reader.next { ["succeeded", "failed"].contains($0.data["status"].string ?? "") }
        }
        return try await kim.get("/api/v1/tasks/\(task)")
    }

    @Test func `verifies a statement whose code is heard, and says how`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let consent = try await begin(kim)

            let recorded = try await record(kim, consent, "statement")

            #expect(recorded.data["status"].string == "verified")
            #expect(recorded.data["checks"]["code"]["outcome"].string == "passed")
            #expect(recorded.data["checks"]["code"]["score"].double == 1)
            #expect(recorded.data["checks"]["replay"]["outcome"].string == "passed")
            let queue = try await kim.get("/api/v1/admin/consents")
            #expect(queue.data["items"].array.isEmpty)
        }
    }

    @Test func `turns a recording away in which nobody speaks, and takes another`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let consent = try await begin(kim)

            let beep = try await record(kim, consent, "beep")

            #expect(beep.status == 422)
            #expect(beep.json["error"]["details"]["reason"].string == "nobody_speaks")
            let after = try await kim.get("/api/v1/consents/\(consent)")
            #expect(after.data["status"].string == "pending")
            #expect(after.data["recording_file_id"].isNull)
            #expect(after.data["checks"]["speech"]["outcome"].string == "failed")
            let refused = try await train(kim, consent)
            #expect(refused.errorField == "consent_id")
            let again = try await record(kim, consent, "statement")
            #expect(again.data["status"].string == "verified")
        }
    }

    @Test(arguments: [("weather", "differs"), ("never", "take the agreement back")])
    func `leaves other words than the statement's to a person, who sees what was understood`(
        words: String, reason: String
    ) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let consent = try await begin(kim)

            let recorded = try await record(kim, consent, words)

            #expect(recorded.data["status"].string == "needs_review")
            #expect(recorded.data["checks"]["sentence"]["outcome"].string == "unsure")
            #expect(recorded.data["checks"]["sentence"]["reason"]["message"].string?.contains(reason) == true)
            let queue = try await kim.get("/api/v1/admin/consents")
            let heard = try #require(queue.data["items"].array.first)["heard_sentence"].string
            let statement = ", agree that my voice is cloned with Greenroom. My code is ."
            #expect(heard == (words == "weather" ? "Nice weather today." : statement))
        }
    }

    @Test(arguments: ["mumbled", "broken"])
    func `leaves what it does not understand to a person, and lets models wait for them`(words: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let eve = try await house.http.signedUp("eve@example.org")
            let consent = try await begin(eve)
            let recorded = try await record(eve, consent, "statement \(words)")
            #expect(recorded.data["status"].string == "needs_review")
            #expect(recorded.data["checks"]["code"]["reason"]["message"].string?.isEmpty == false)
            house.engine.end(.succeed)
            let model = try await train(eve, consent)
            #expect(model.status == 202)
            let task = model.data["task_id"].string ?? ""
            let waiting = try await eve.get("/api/v1/tasks/\(task)")
            #expect(waiting.data["status"].string == "queued")
            #expect(waiting.data["stage"].string == "awaiting_consent")
            let notHers = try await eve.post("/api/v1/admin/consents/\(consent)/approve", body: [:])
            #expect(notHers.status == 403)

            let queue = try await kim.get("/api/v1/admin/consents")
            let line = try #require(queue.data["items"].array.first)
            #expect(line["consent"]["id"].string == consent)
            #expect(line["user_email"].string == "eve@example.org")
            let sound = try await house.http.get(line["recording_url"].string ?? "")
            #expect(sound.text == "AUDIO statement \(words)")
            let approved = try await kim.post(
                "/api/v1/admin/consents/\(consent)/approve", body: ["note": "It is her."])
            #expect(approved.data["status"].string == "approved")

            #expect(try await finished(eve, task).data["status"].string == "succeeded")
            let own = try await eve.get("/api/v1/consents/\(consent)")
            #expect(own.data["review_note"].string == "It is her.")
            let log = try await kim.get("/api/v1/admin/audit?action=consent.approve")
            #expect(log.data["items"].array.count == 1)
        }
    }

    @Test func `ends what waits for a consent that a person refuses, for good`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let consent = try await begin(kim)
            _ = try await record(kim, consent, "statement mumbled")
            let model = try await train(kim, consent)
            let task = model.data["task_id"].string ?? ""
            // Cancelling and trying again is no way round.
            let cancelled = try await kim.send("DELETE", "/api/v1/tasks/\(task)")
            #expect(cancelled.data["status"].string == "cancelled")
            let retried = try await kim.post("/api/v1/tasks/\(task)/retry", body: [:])
            #expect(retried.data["stage"].string == "awaiting_consent")

            let refused = try await kim.post("/api/v1/admin/consents/\(consent)/refuse", body: [:])

            #expect(refused.data["status"].string == "refused")
            let ended = try await finished(kim, task)
            #expect(ended.data["status"].string == "failed")
            #expect(ended.data["error"]["code"].string == "consent_refused")
            let again = try await kim.post("/api/v1/tasks/\(task)/retry", body: [:])
            #expect(again.status == 409)
            let another = try await train(kim, consent)
            #expect(another.errorField == "consent_id")
            let turned = try await kim.post("/api/v1/admin/consents/\(consent)/approve", body: [:])
            #expect(turned.status == 409)
        }
    }

    @Test(arguments: [("statement one", "statement one"), ("echo 1 2 3 4 5 6 7 8", "copy echo 3 4 5 6 7 8 9")])
    func `takes no recording that was used for another consent`(first: String, second: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let given = try await record(kim, begin(kim), first)
            #expect(given.data["status"].string == "verified")
            let consent = try await begin(kim)

            let replayed = try await record(kim, consent, second)

            #expect(replayed.status == 422)
            #expect(replayed.json["error"]["details"]["reason"].string == "recording_replayed")
            let after = try await kim.get("/api/v1/consents/\(consent)")
            #expect(after.data["status"].string == "pending")
        }
    }

    @Test func `lets a person record again what a machine did not understand`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let consent = try await begin(kim)
            _ = try await record(kim, consent, "statement mumbled")

            let again = try await record(kim, consent, "statement")

            #expect(again.data["status"].string == "verified")
            let third = try await record(kim, consent, "statement of somebody")
            #expect(third.status == 409)
        }
    }

    @Test(arguments: [
        ("stranger", "failed", "voice_other"), ("similar", "unsure", "voice_unsure"),
        ("crowd", "unsure", "voice_several"), ("nobody", "unsure", "nobody_speaks"),
        ("incomparable", "skipped", "consent_not_checked"),
    ])
    func `asks a person before a voice is copied that may be somebody else's`(
        sample: String, outcome: String, reason: String
    ) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let consent = try await begin(kim)
            let recorded = try await record(kim, consent, "statement")
            #expect(recorded.data["status"].string == "verified")

            let model = try await train(kim, consent, with: sample)

            let doubted = try await eventually(kim, "/api/v1/consents/\(consent)") {
                $0["status"].string == "needs_review"
            }
            #expect(doubted["checks"]["voice"]["outcome"].string == outcome)
            #expect(doubted["checks"]["voice"]["reason"]["code"].string == reason)
            #expect(doubted["checks"]["code"]["outcome"].string == "passed")
            let task = model.data["task_id"].string ?? ""
            #expect(try await kim.get("/api/v1/tasks/\(task)").data["stage"].string == "awaiting_consent")
            let line = try #require(try await kim.get("/api/v1/admin/consents").data["items"].array.first)
            let heard = try await house.http.get(line["sample_url"].string ?? "")
            #expect(heard.text.hasPrefix("AUDIO sample \(sample)"))
            house.engine.end(.succeed)
            _ = try await kim.post("/api/v1/admin/consents/\(consent)/approve", body: [:])
            #expect(try await finished(kim, task).data["status"].string == "succeeded")
        }
    }

    @Test func `asks a person again when an approved consent is used for somebody else`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let consent = try await begin(kim)
            _ = try await record(kim, consent, "statement mumbled")
            _ = try await kim.post("/api/v1/admin/consents/\(consent)/approve", body: ["note": "It is her."])
            house.engine.end(.succeed)
            let own = try await train(kim, consent)
            #expect(
                try await finished(kim, own.data["task_id"].string ?? "").data["status"].string == "succeeded")

            let other = try await train(kim, consent, with: "stranger")

            let doubted = try await eventually(kim, "/api/v1/consents/\(consent)") {
                $0["status"].string == "needs_review"
            }
            #expect(doubted["review_note"].isNull)
            _ = try await kim.post("/api/v1/admin/consents/\(consent)/refuse", body: [:])
            let ended = try await finished(kim, other.data["task_id"].string ?? "")
            #expect(ended.data["error"]["code"].string == "consent_refused")
        }
    }

    @Test(arguments: [("AUDIO", "needs_review"), ("VIDEO", "verified")])
    func `wants to see who agrees to an avatar`(medium: String, status: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let consent = try await begin(kim, "face")
            let file = try await kim.uploaded("\(medium) statement")

            let recorded = try await kim.post("/api/v1/consents/\(consent)/recording", body: ["file_id": file])

            #expect(recorded.data["status"].string == status)
            let reason = recorded.data["checks"]["face"]["reason"]["code"].string
            #expect(reason == (medium == "AUDIO" ? "consent_unseen" : nil))
        }
    }

    /// Asks again and again until the answer is as it will be.
    private func eventually(
        _ client: TestClient, _ path: String, is done: (JSONTree) -> Bool
    ) async throws -> JSONTree {
        var answer = try await client.get(path).data
        for _ in 0..<2000 where !done(answer) { answer = try await client.get(path).data }
        try #require(done(answer), "\(answer)")
        return answer
    }
}
