import Foundation
import Testing

struct CutTests {
    @Test func `makes a file of a piece and leaves the whole one`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let whole = try await kim.upload("VIDEO dance", name: "dance.mp4").data
            let path = "/api/v1/files/\(whole["id"].string ?? "")"

            let cut = try await kim.post(path + "/cut", json: #"{"start_ms": 500, "end_ms": 2500, "title": "Turn"}"#)

            #expect(cut.status == 201)
            #expect(cut.data["title"].string == "Turn" && cut.data["kind"].string == "video")
            #expect(cut.data["id"].string != whole["id"].string)
            #expect(try await kim.get(cut.data["url"].string ?? "").text == "VIDEO dance 500-2500")
            #expect(try await kim.get(path).data["sha256"].string == whole["sha256"].string)
            let listed = try await kim.get("/api/v1/files").data["items"].array.map { $0["id"].string }
            #expect(listed == [cut.data["id"].string, whole["id"].string])
        }
    }

    @Test func `crops pictures`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let picture = try await kim.upload("IMAGE", name: "a.png").data["id"].string ?? ""

            let cut = try await kim.post(
                "/api/v1/files/\(picture)/cut",
                json: #"{"crop": {"x": 0.25, "y": 0, "width": 0.5, "height": 1}}"#)

            #expect(try await kim.get(cut.data["url"].string ?? "").text == "IMAGE - 0.25 0.0 0.5 1.0")
        }
    }

    @Test func `makes one file when the request is sent again`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let video = try await kim.upload("VIDEO", name: "a.mp4").data["id"].string ?? ""
            var client = kim
            client.headers["Idempotency-Key"] = "once"

            let first = try await client.post("/api/v1/files/\(video)/cut", json: #"{"end_ms": 1000}"#)
            let second = try await client.post("/api/v1/files/\(video)/cut", json: #"{"end_ms": 1000}"#)

            #expect(first.data["id"].string == second.data["id"].string)
            #expect(try await kim.get("/api/v1/files").data["items"].array.count == 2)
        }
    }

    @Test(arguments: [
        ("IMAGE", #"{"start_ms": 1}"#, "start_ms"), ("IMAGE", #"{"end_ms": 10}"#, "end_ms"),
        ("AUDIO", #"{"start_ms": 1}"#, "file"), ("VIDEO", "{}", "start_ms"),
        ("VIDEO", #"{"start_ms": 4000}"#, "start_ms"), ("VIDEO", #"{"start_ms": 900, "end_ms": 950}"#, "end_ms"),
        ("VIDEO", #"{"start_ms": 3000, "end_ms": 2000}"#, "end_ms"),
        ("IMAGE", #"{"crop": {"x": 0.6, "y": 0, "width": 0.5, "height": 1}}"#, "crop"),
        ("IMAGE", #"{"crop": {"x": 0, "y": 0, "width": 0.01, "height": 1}}"#, "crop.width"),
    ])
    func `refuses pieces that are not there`(_ content: String, _ body: String, _ field: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let file = try await kim.upload(content, name: "a").data["id"].string ?? ""

            let refused = try await kim.post("/api/v1/files/\(file)/cut", json: body)

            #expect(refused.status == 422)
            #expect(refused.json["error"]["details"]["field"].string == field)
            #expect(try await kim.get("/api/v1/files").data["items"].array.count == 1)
        }
    }
}
