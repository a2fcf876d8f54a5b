import Domain
import Testing

@testable import Server

/// What somebody sees first must be what they find when they look closer.
struct DashboardTests {
    @Test func `tells the same numbers as billing, the library and the list of tasks`() async throws {
        try await TestHouse.with(billing: .on) { house in
            let kim = try await house.http.signedUp()
            house.engine.end(.succeed)
            _ = try await kim.animate(try await kim.inputs(), ["Prefer": "wait=20"])
            house.engine.end(.succeed)
            _ = try await kim.animate(try await kim.inputs(), ["Prefer": "wait=20"])
            _ = try await kim.animate(try await kim.inputs())
            let videos = try await kim.get("/api/v1/videos").data["items"].array
            _ = try await kim.send("DELETE", "/api/v1/videos/\(videos[1]["id"].string ?? "")")

            let dashboard = try await kim.get("/api/v1/dashboard").data
            let usage = try await kim.get("/api/v1/billing/usage").data
            let credits = try await kim.get("/api/v1/users/credits").data
            let tasks = try await kim.get("/api/v1/tasks?status=succeeded").data["items"].array
            let trash = try await kim.get("/api/v1/trash").data

            #expect(dashboard["minutes"] == usage)
            #expect(dashboard["credits"] == credits)
            #expect(dashboard["counts"]["videos"].int == 1 && dashboard["counts"]["files"].int == 6)
            #expect(dashboard["counts"]["tasks"]["succeeded"].int == 2)
            #expect(dashboard["last_videos"].array.map { $0["id"].string } == [videos[0]["id"].string])
            #expect(dashboard["running_tasks"].array.count == 1)
            #expect(dashboard["storage"]["trash_bytes"] == trash["size_bytes"])
            let days = dashboard["days"].array
            func sum(_ field: String) -> Int { days.reduce(0) { $0 + ($1[field].int ?? 0) } }
            #expect(days.count == 30 && sum("task_count") == 2)
            #expect(sum("used_ms") == usage["used_ms"].int)
            #expect(sum("credits") == tasks.reduce(0) { $0 + ($1["credits"]["charged"].int ?? 0) })
            #expect(sum("made_ms") == tasks.reduce(0) { $0 + ($1["result"]["duration_ms"].int ?? 0) } * 2)
        }
    }

    @Test func `counts days where the reader is, and refuses places that are nowhere`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            house.engine.end(.succeed)
            _ = try await kim.animate(try await kim.inputs(), ["Prefer": "wait=20"])

            for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"] {
                let dashboard = try await kim.get("/api/v1/dashboard?time_zone=\(zone)").data
                #expect(dashboard["days"].array.count == 30, "\(zone)")
                #expect(dashboard["days"][29]["task_count"].int == 1, "\(zone)")
                #expect(dashboard["minutes"].isNull && dashboard["credits"].isNull)
            }
            let first = try await kim.get("/api/v1/dashboard?time_zone=Pacific/Kiritimati").data["days"][29]["date"]
            let last = try await kim.get("/api/v1/dashboard?time_zone=Pacific/Pago_Pago").data["days"][29]["date"]
            #expect(first.string ?? "" > last.string ?? "")
            let nowhere = try await kim.get("/api/v1/dashboard?time_zone=Moon/Sea")
            #expect(nowhere.status == 422 && nowhere.errorField == "time_zone")
        }
    }
}
