import Domain
import Foundation
import TestSupport
import Testing

@testable import Server

/// A program hears how tasks end, and can believe what it hears; one that is gone does not keep the server busy for ever.
struct WebhookTests {
    private static let path = "/api/v1/webhooks"

    private func webhook(_ kim: TestClient, _ json: String) async throws -> (id: String, secret: String) {
        let made = try await kim.post(Self.path, json: json)
        #expect(made.status == 201, "\(made.text)")
        return (try #require(made.data["id"].string), try #require(made.data["secret"].string))
    }

    /// Carries out `cause` and waits until a delivery stands so.
    /// - Parameter status: nil for however it stands.
    private func delivery(
        _ kim: TestClient, _ status: String?, _ cause: () async throws -> Void
    ) async throws -> JSONTree {
        try await EventReader.with(kim, "/api/v1/events") { reader in
            try await cause()
            let found = try await reader.next {
                $0.name == "delivery" && (status == nil || $0.data["status"].string == status)
            }
            return try #require(found).data
        }
    }

    /// Delivers a message again and waits until that has arrived.
    private func redelivered(_ id: String, _ kim: TestClient) async throws -> JSONTree {
        try await EventReader.with(kim, "/api/v1/events") { reader in
            let sent = try await kim.post("\(Self.path)/deliveries/\(id)/redeliver", json: "{}")
            let new = try #require(sent.data["id"].string, "\(sent.text)")
            let found = try await reader.next {
                $0.name == "delivery" && $0.data["id"].string == new && $0.data["status"].string == "delivered"
            }
            return try #require(found).data
        }
    }

    private func test(_ id: String, _ kim: TestClient) async throws {
        let sent = try await kim.post("\(Self.path)/\(id)/test", json: "{}")
        #expect(sent.status == 202, "\(sent.text)")
    }

    @Test func `tells how a task ends to those who want to know, signed, and to nobody else`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let (id, secret) = try await webhook(kim, #"{"url": "https://hooks.test/all", "description": "CRM"}"#)
            _ = try await webhook(kim, #"{"url": "https://hooks.test/failures", "events": ["task.failed"]}"#)
            _ = try await webhook(kim, #"{"url": "https://hooks.test/voices", "kinds": ["voice_clone"]}"#)
            _ = try await webhook(lee, #"{"url": "https://hooks.test/of-lee"}"#)
            let inputs = try await kim.inputs()
            house.engine.end(.succeed)

            let told = try await delivery(kim, "delivered") { _ = try await kim.animate(inputs) }

            let call = try #require(await house.callbacks.next())
            #expect(call.url == "https://hooks.test/all" && call.isSigned(by: secret))
            #expect(call.json["type"].string == "task.succeeded")
            let task = try #require(call.json["data"]["id"].string)
            let shown = try await kim.get("/api/v1/tasks/\(task)").data
            #expect(call.json["data"]["result"]["file_id"] == shown["result"]["file_id"])
            #expect(call.json["timestamp"].string == shown["finished_at"].string)
            #expect(told["webhook_id"].string == id && told["response_status"].int == 204)
            #expect(call.headers["webhook-id"] == told["message_id"].string)
            let all = try await kim.get("\(Self.path)/deliveries").data["items"].array
            #expect(all.map { $0["id"].string } == [told["id"].string])
            #expect(try await lee.get("\(Self.path)/deliveries").data["items"].array.isEmpty)
        }
    }

    @Test func `the independent library takes a message, while both secrets are good with each`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let (id, old) = try await webhook(kim, #"{"url": "https://hooks.test/"}"#)
            let rotated = try await kim.post("\(Self.path)/\(id)/rotate", json: #"{"overlap_seconds": 3600}"#)
            let new = try #require(rotated.data["secret"].string)
            #expect(new != old)
            #expect(try await kim.get("\(Self.path)/\(id)/secret").data["secret"].string == new)

            try await test(id, kim)
            let both = try #require(await house.callbacks.next())
            house.clock.advance(by: .seconds(3601))
            try await test(id, kim)
            let later = try #require(await house.callbacks.next())

            #expect(both.isSigned(by: old) && both.isSigned(by: new))
            #expect(!later.isSigned(by: old) && later.isSigned(by: new))
            let message: [String: Any] = [
                "headers": both.headers, "body": String(decoding: both.body, as: UTF8.self),
            ]
            let told = try JSONSerialization.data(withJSONObject: message)
            let said = try await SDK.run(
                "webhook_receiver", [old, new], input: String(decoding: told, as: UTF8.self))
            #expect(said == "ok")
        }
    }

    @Test func `a request's own address hears of that request alone`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let body = #"{"image_file_id": "\#(inputs.image)", "video_file_id": "\#(inputs.video)", "mode": "wan-std""#
            house.engine.end(.fail(.refused(code: "no_face", message: "There is no face.")))

            let told = try await delivery(kim, "delivered") {
                _ = try await kim.post(
                    "/api/v1/videos/animate-move", json: body + #", "webhook_url": "https://hooks.test/once"}"#)
            }

            let call = try #require(await house.callbacks.next())
            let secret = try #require(try await kim.get("\(Self.path)/secret").data["secret"].string)
            #expect(call.url == "https://hooks.test/once" && call.isSigned(by: secret))
            #expect(call.json["type"].string == "task.failed")
            #expect(call.json["data"]["error"]["code"].string == "no_face")
            #expect(told["webhook_id"].isNull)
            #expect(house.engine.lastParameters?["webhook_url"] == nil, "an engine needs not know")
            house.engine.end(.succeed)
            _ = try await kim.animate(inputs, ["Prefer": "wait=20"])
            #expect(try await kim.get("\(Self.path)/deliveries").data["items"].array.count == 1)
        }
    }

    @Test func `what fails is delivered again as the same message, and for days switches the webhook off`() async throws
    {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let (id, _) = try await webhook(kim, #"{"url": "https://hooks.test/secret-path"}"#)
            house.callbacks.answer(with: 500)
            house.engine.end(.succeed)

            let failed = try await delivery(kim, "waiting") { _ = try await kim.animate(inputs) }
            #expect(failed["response_status"].int == 500 && failed["last_error"].string == "it answered 500")
            #expect(try await !kim.get("\(Self.path)/\(id)").data["failing_since"].isNull)
            house.clock.advance(by: .seconds(3 * 86_400))
            let again = try #require(failed["id"].string)
            _ = try await delivery(kim, nil) {
                _ = try await kim.post("\(Self.path)/deliveries/\(again)/redeliver", json: "{}")
            }

            let off = try await kim.get("\(Self.path)/\(id)").data
            #expect(off["enabled"].bool == false && off["disabled_reason"].string == "failing")
            var letter = await house.mailbox.next(for: "kim@example.org")
            while !letter.subject.contains("hooks.test") { letter = await house.mailbox.next(for: "kim@example.org") }
            #expect(!letter.text.contains("secret-path"))
            let refused = try await kim.post("\(Self.path)/deliveries/\(again)/redeliver", json: "{}")
            #expect(refused.status == 409 && refused.json["error"]["details"]["reason"].string == "webhook_off")

            house.callbacks.answer(with: 200)
            _ = try await kim.post("/api/v1/auth/prove", json: #"{"password": "correct horse"}"#)
            let on = try await kim.change("PATCH", "\(Self.path)/\(id)", #"{"enabled": true}"#)
            #expect(on.data["enabled"].bool == true && on.data["failing_since"].isNull)
            let repeated = try await redelivered(again, kim)
            #expect(repeated["message_id"].string == failed["message_id"].string)
            #expect(repeated["id"].string != failed["id"].string)
        }
    }

    @Test func `a receiver that is gone is told nothing more, but can be tried`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let (id, _) = try await webhook(kim, #"{"url": "https://hooks.test/"}"#)
            house.callbacks.answer(with: 410)

            _ = try await delivery(kim, "failed") { try await test(id, kim) }

            #expect(try await kim.get("\(Self.path)/\(id)").data["disabled_reason"].string == "gone")
            house.engine.end(.succeed)
            _ = try await kim.animate(inputs, ["Prefer": "wait=20"])
            #expect(try await kim.get("\(Self.path)/\(id)/deliveries").data["items"].array.count == 1)
            house.callbacks.answer(with: 200)
            _ = try await delivery(kim, "delivered") { try await test(id, kim) }
            #expect(try await kim.get("\(Self.path)/\(id)").data["enabled"].bool == false)
        }
    }

    @Test func `a webhook that was deleted or is paused is told nothing`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let paused = try await webhook(kim, #"{"url": "https://hooks.test/paused"}"#)
            let deleted = try await webhook(kim, #"{"url": "https://hooks.test/deleted"}"#)
            let kept = try await webhook(kim, #"{"url": "https://hooks.test/kept"}"#)
            _ = try await kim.change("PATCH", "\(Self.path)/\(paused.id)", #"{"enabled": false}"#)
            _ = try await kim.send("DELETE", "\(Self.path)/\(deleted.id)")
            house.engine.end(.succeed)

            let told = try await delivery(kim, "delivered") { _ = try await kim.animate(inputs) }

            #expect(told["webhook_id"].string == kept.id)
            #expect(try await kim.get("\(Self.path)/deliveries").data["items"].array.count == 1)
            #expect(try await kim.get("\(Self.path)/\(deleted.id)").status == 404)
        }
    }

    @Test(arguments: [
        #"{"url": "http://127.0.0.1/"}"#, #"{"url": "ftp://hooks.test/"}"#, #"{"url": ""}"#, #"{}"#,
    ])
    func `no webhook leads inside`(_ json: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let refused = try await kim.post(Self.path, json: json)

            #expect(refused.status == 422 && refused.errorField == "url", "\(refused.text)")
            let (id, _) = try await webhook(kim, #"{"url": "https://hooks.test/"}"#)
            let moved = try await kim.change("PATCH", "\(Self.path)/\(id)", #"{"url": "http://10.0.0.1/"}"#)
            #expect(moved.status == 422 && moved.errorField == "url")
            #expect(try await kim.get("\(Self.path)/\(id)").data["url"].string == "https://hooks.test/")
        }
    }

    @Test func `an account has twenty webhooks at most, and a repeated request makes one`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let json = #"{"url": "https://hooks.test/"}"#
            let first = try await kim.post(Self.path, json: json, ["Idempotency-Key": "k"])
            let again = try await kim.post(Self.path, json: json, ["Idempotency-Key": "k"])
            #expect(first.data["id"].string == again.data["id"].string)
            for _ in 1..<20 { _ = try await webhook(kim, json) }

            let refused = try await kim.post(Self.path, json: json)

            #expect(refused.status == 409)
            #expect(try await kim.get("\(Self.path)?limit=100").data["items"].array.count == 20)
        }
    }
}
