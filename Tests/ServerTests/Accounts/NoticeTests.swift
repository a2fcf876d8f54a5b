import Domain
import Foundation
import Testing

@testable import Server

/// Somebody who looked away learns that their work is done, once, and is not woken for it.
struct NoticeTests {
    private static let path = "/api/v1/notifications"

    /// A task that took so long.
    private func ended(
        _ kim: TestClient, _ house: TestHouse, after wait: Duration, _ ending: StubEngine.Ending = .succeed
    ) async throws -> String {
        let inputs = try await kim.inputs()
        let task = try #require(try await kim.animate(inputs).data["id"].string)
        for await started in house.engine.starts where started.rawValue == task { break }
        house.clock.advance(by: wait)
        try await EventReader.with(kim, "/api/v1/tasks/\(task)/events") { reader in
            house.engine.end(ending)
            _ = try await reader.next { ["succeeded", "failed"].contains($0.data["status"].string) }
        }
        return task
    }

    @Test func `the end of a task is told until it is read, on every page`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            _ = try await ended(kim, house, after: .seconds(1))
            #expect(try await kim.get(Self.path).data["unread_count"].int == 0, "it was there while they looked")

            let good = try await ended(kim, house, after: .seconds(60))
            let bad = try await ended(
                kim, house, after: .seconds(60), .fail(.refused(code: "no_face", message: "There is no face.")))

            let told = try await kim.get(Self.path).data
            #expect(told["unread_count"].int == 2)
            #expect(told["items"].array.map { $0["task_id"].string } == [bad, good])
            #expect(told["items"].array.map { $0["kind"].string } == ["task_failed", "task_succeeded"])
            #expect(told["items"][0]["title"].string == "portrait" && told["items"][0]["read_at"].isNull)
            let first = try #require(told["items"][0]["id"].string)
            _ = try await lee.post("\(Self.path)/read", json: #"{"ids": ["\#(first)"]}"#)
            #expect(try await kim.get(Self.path).data["unread_count"].int == 2)

            try await EventReader.with(kim, "/api/v1/events") { reader in
                _ = try await kim.post("\(Self.path)/read", json: #"{"ids": ["\#(first)"]}"#)
                #expect(try await reader.next { $0.name == "notices" } != nil)
            }
            #expect(try await kim.get(Self.path).data["unread_count"].int == 1)
            _ = try await kim.post("\(Self.path)/read", json: "{}")
            let read = try await kim.get(Self.path).data
            #expect(read["unread_count"].int == 0 && read["items"].array.allSatisfy { !$0["read_at"].isNull })
            #expect(try await lee.get(Self.path).data["items"].array.isEmpty)
        }
    }

    @Test func `who wants letters gets them about what took long, in the morning`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            #expect(try await kim.get("/api/v1/settings/notifications").data["email_after_minutes"].isNull)
            let choice = try await kim.change(
                "PUT", "/api/v1/settings/notifications", #"{"email_after_minutes": 5}"#)
            #expect(choice.status == 200 && choice.data["quiet_hours"].isNull, "\(choice.text)")
            _ = try await ended(kim, house, after: .seconds(60))

            let long = try await ended(kim, house, after: .seconds(301))

            var letter = await house.mailbox.next(for: "kim@example.org")
            while !letter.subject.contains("portrait") { letter = await house.mailbox.next(for: "kim@example.org") }
            #expect(letter.text.contains("/tasks/\(long)"))
            let now = house.clock.now()
            let minute = Int(now.milliseconds / 60_000 % 1440)
            func time(_ minutes: Int) -> String { DayTime.text((minutes + 1440) % 1440) }
            let quiet = #"{"from": "\#(time(minute - 60))", "until": "\#(time(minute + 120))", "time_zone": "UTC"}"#
            let chosen = try await kim.change(
                "PUT", "/api/v1/settings/notifications", #"{"email_after_minutes": 5, "quiet_hours": \#(quiet)}"#)
            #expect(chosen.data["quiet_hours"]["time_zone"].string != nil, "\(chosen.text)")
            let late = try await ended(kim, house, after: .seconds(301))
            let waiting = try await kim.get("/api/v1/admin/outbox?status=waiting").data["items"].array
            let entry = try #require(waiting.first { $0["subject"].string == late })
            let due = try #require(Timestamp(rfc3339: entry["next_attempt_at"].string ?? ""))
            #expect(due > now + .seconds(90 * 60) && due <= now + .seconds(121 * 60))
        }
    }

    @Test(arguments: [
        #"{"email_after_minutes": 0}"#, #"{"quiet_hours": {"from": "25:00", "until": "07:00", "time_zone": "UTC"}}"#,
        #"{"quiet_hours": {"from": "22:00", "until": "22:00", "time_zone": "UTC"}}"#,
        #"{"quiet_hours": {"from": "22:00", "until": "07:00", "time_zone": "Atlantis"}}"#,
    ])
    func `refuses what is no time`(_ json: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let refused = try await kim.change("PUT", "/api/v1/settings/notifications", json)

            #expect(refused.status == 422, "\(refused.text)")
        }
    }
}
