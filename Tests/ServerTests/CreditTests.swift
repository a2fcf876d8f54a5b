import Domain
import Foundation
import Studio
import TestSupport
import Testing

@testable import Server

/// Credits and minutes as their owner and an administrator see them.
struct CreditTests {
    private func finished(_ client: TestClient, _ task: String) async throws -> JSONTree {
        _ = try await EventReader.with(client, "/api/v1/tasks/\(task)/events") { reader in
            try await reader.next { ["succeeded", "failed", "cancelled"].contains($0.data["status"].string ?? "") }
        }
        return try await client.get("/api/v1/tasks/\(task)").data
    }

    private func use(_ house: TestHouse, _ client: TestClient, minutes: Int) async throws {
        let me = try #require(AccountID(rawValue: try await client.get("/api/v1/auth/me").data["id"].string ?? ""))
        let task = GenerationTask.sample(of: me)
        let month = Charge.Allowance(
            startsAt: Timestamp(milliseconds: 0), endsAt: house.clock.now() + .seconds(40 * 86_400),
            includedMs: Int64(minutes) * 60_000)
        var charge = Charge(credits: 0, lengthMs: Int64(minutes) * 60_000)
        charge.allowance = month
        try await house.store.submit(task, charging: charge)
    }

    @Test func `a server that bills nothing says no word of money`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let credits = try await kim.get("/api/v1/users/credits")

            #expect(credits.data["billing"].string == "off")
            #expect(credits.data["available"].int == 0)
            for path in ["/billing/plans", "/billing/usage", "/users/credits/transactions", "/admin/ledger/check"] {
                #expect(try await kim.get("/api/v1\(path)").status == 404, "\(path)")
            }
            let document = try await house.http.get("/openapi.json")
            #expect(!document.text.contains("\"402\"") && !document.text.contains("enough credits"))
            let paths = document.json["paths"].object ?? [:]
            #expect(!paths.keys.contains { $0.contains("billing") || $0.contains("payments") })
            let task = try await kim.animate(kim.inputs())
            #expect(task.data["credits"]["held"].int == 0)
        }
    }

    @Test func `minutes of the plan pay first, then credits, and what was not used comes back`() async throws {
        try await TestHouse.with(billing: .on) { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let welcome = try await kim.get("/api/v1/users/credits")
            #expect(welcome.data["available"].int == 50)
            #expect(welcome.data["expiring"][0]["credits"].int == 50)

            house.engine.end(.succeed)
            let free = try await kim.animate(inputs)
            #expect(free.data["credits"]["held"].int == 0)
            _ = try await finished(kim, free.data["id"].string ?? "")
            let usage = try await kim.get("/api/v1/billing/usage").data
            #expect(usage["used_ms"].int == 4000 && usage["held_ms"].int == 0, "\(usage)")

            try await use(house, kim, minutes: 5)
            let estimate = try await kim.post(
                "/api/v1/videos/animate-move/estimate",
                json: #"{"image_file_id": "\#(inputs.image)", "video_file_id": "\#(inputs.video)", "mode": "wan-std"}"#)
            #expect(estimate.data["credits"].int == 1 && estimate.data["affordable"].bool == true, "\(estimate.text)")
            let paid = try await kim.animate(inputs)
            #expect(paid.data["credits"]["held"].int == 1)
            #expect(try await kim.get("/api/v1/users/credits").data["held"].int == 1)
            _ = try await kim.send("DELETE", "/api/v1/tasks/\(paid.data["id"].string ?? "")")
            let after = try await kim.get("/api/v1/users/credits").data
            #expect(after["available"].int == 50 && after["held"].int == 0 && after["expiring"][0]["credits"].int == 50)
            let causes = try await kim.get("/api/v1/users/credits/transactions").data["items"].array
            #expect(causes.map { $0["cause"].string } == ["release", "hold", "grant"])
            #expect(try await kim.get("/api/v1/admin/ledger/check").data["ok"].bool == true)
        }
    }

    @Test func `refuses what the credits do not reach, and says by how much`() async throws {
        try await TestHouse.with(billing: .on) { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let id = try #require(try await lee.get("/api/v1/auth/me").data["id"].string)
            try await use(house, lee, minutes: 5)
            _ = try await lee.get("/api/v1/users/credits")
            let path = "/api/v1/admin/users/\(id)/credits"

            let taken = try await kim.post(
                path, json: #"{"credits": -50, "reason": "=HYPERLINK(\"evil\")"}"#, ["Idempotency-Key": "k"])
            let again = try await kim.post(
                path, json: #"{"credits": -50, "reason": "=HYPERLINK(\"evil\")"}"#, ["Idempotency-Key": "k"])
            let tooMuch = try await kim.post(path, json: #"{"credits": -1, "reason": "more"}"#)
            let task = try await lee.animate(lee.inputs())

            #expect(taken.status == 200 && taken.data["available"].int == 0)
            #expect(again.text == taken.text)
            #expect(tooMuch.status == 409)
            #expect(task.status == 402 && task.json["error"]["code"].string == "INSUFFICIENT_CREDITS")
            #expect(task.json["error"]["details"]["values"]["needed"].int == 1)
            let csv = try await lee.get("/api/v1/users/credits/transactions?format=csv")
            #expect(csv.headers["content-type"] == "text/csv; charset=utf-8")
            let lines = csv.text.split(separator: "\r\n")
            #expect(lines[0] == "id,at,cause,credits,held,task_id,note")
            #expect(lines[1].contains(",adjustment,-50,0,,\"'=HYPERLINK("), "\(csv.text)")
            let audit = try await kim.get("/api/v1/admin/audit?action=credits.adjust").data["items"]
            #expect(audit.array.count == 1 && audit[0]["details"]["credits"].string == "-50")
        }
    }

    @Test func `a retry costs what was said before, and free minutes that are there by then pay for it`() async throws {
        try await TestHouse.with(billing: .on) { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let task = try await kim.animate(inputs).data["id"].string ?? ""
            #expect(try await kim.post("/api/v1/tasks/\(task)/retry/estimate", json: "{}").status == 409)
            _ = try await kim.send("DELETE", "/api/v1/tasks/\(task)")

            let free = try await kim.post("/api/v1/tasks/\(task)/retry/estimate", json: "{}").data
            #expect(free["credits"].int == 0 && free["minutes_ms"].int == 4000, "\(free)")
            try await use(house, kim, minutes: 5)
            let dear = try await kim.post("/api/v1/tasks/\(task)/retry/estimate", json: "{}").data
            #expect(dear["credits"].int == 1 && dear["affordable"].bool == true, "\(dear)")
            let again = try await kim.post("/api/v1/tasks/\(task)/retry", json: "{}")

            #expect(again.data["credits"]["held"].int == 1, "\(again.text)")
            let lee = try await house.http.signedUp("lee@example.org")
            #expect(try await lee.post("/api/v1/tasks/\(task)/retry/estimate", json: "{}").status == 404)
        }
    }

    @Test func `to hear the sample of a cloned voice costs nothing, a text of one's own does`() async throws {
        try await TestHouse.with(billing: .on) { house in
            let kim = try await house.http.signedUp()
            let sample = try await kim.uploaded("AUDIO sample")
            let consent = try await kim.post("/api/v1/consents", body: ["kind": "voice", "subject": "Kim"]).data
            let id = consent["id"].string ?? ""
            let recording = try await kim.uploaded("AUDIO statement \(id)")
            _ = try await kim.post("/api/v1/consents/\(id)/recording", body: ["file_id": recording])
            house.engine.end(.succeed)
            let voice = try await kim.post(
                "/api/v1/voice-models", body: ["name": "Kim", "audio_file_id": sample, "consent_id": id]
            ).data
            _ = try await finished(kim, voice["task_id"].string ?? "")
            try await use(house, kim, minutes: 5)
            let path = "/api/v1/voice-models/\(voice["id"].string ?? "")/preview"

            #expect(try await kim.post(path, json: "{}").data["credits"]["held"].int == 0)
            let own = try await kim.post(path, json: #"{"text": "My own words."}"#)
            #expect(own.data["credits"]["held"].int == 1, "\(own.text)")
        }
    }

    @Test func `the plan says how much room there is for files`() async throws {
        var limits = UploadLimits()
        limits.accountBytes = 3
        try await TestHouse.with(limits: limits, billing: .on) { house in
            let kim = try await house.http.signedUp()

            #expect(try await kim.upload("IMAGE").status == 201)
            let plans = try await kim.get("/api/v1/billing/plans").data["plans"]
            #expect(plans[0]["storage_bytes"].int == 5_000_000_000)
        }
        try await TestHouse.with(limits: limits) { house in
            let kim = try await house.http.signedUp()
            #expect(try await kim.upload("IMAGE").status == 413)
        }
    }

    @Test func `with quotas alone, minutes are all there is`() async throws {
        try await TestHouse.with(billing: .quota) { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            #expect(try await kim.animate(inputs).status == 202)
            try await use(house, kim, minutes: 5)

            let refused = try await kim.animate(inputs)

            #expect(refused.status == 402)
            #expect(refused.json["error"]["details"]["reason"].string == "minutes")
            #expect(try await kim.get("/api/v1/users/credits/transactions").status == 404)
            #expect(try await kim.get("/api/v1/users/credits").data["billing"].string == "quota")
        }
    }
}
