import Testing

@testable import Server

/// How words are read is kept for each account, and told to the engine where the words are used.
struct PronunciationTests {
    @Test func `words are kept and go with the scripts in which they stand`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            #expect(try await kim.get("/api/v1/settings/pronunciations").data["words"].object?.isEmpty == true)

            let kept = try await kim.change(
                "PUT", "/api/v1/settings/pronunciations", #"{"words": {"Nguyen": "win", "SQL": "sequel"}}"#)
            #expect(kept.data["words"]["SQL"].string == "sequel")
            #expect(try await lee.get("/api/v1/settings/pronunciations").data["words"].object?.isEmpty == true)

            let speech = #"{"text": "Ms. NGUYEN speaks.", "voice": "espeak:en-us"}"#
            house.engine.end(.succeed)
            let task = try await kim.post("/api/v1/generate/speech", json: speech, ["Prefer": "wait=20"])
            #expect(task.data["status"].string == "succeeded")
            #expect(house.engine.lastParameters?["pronunciations"] == #"{"Nguyen":"win"}"#)
        }
    }

    @Test(arguments: [
        #"{"words": []}"#, #"{"words": {"": "x"}}"#, #"{"words": {"x": ""}}"#, #"{"words": {"x": 1}}"#, "{}",
        "{\"words\": {\"" + String(repeating: "x", count: 61) + "\": \"y\"}}",
    ])
    func `what is no word or reading is refused`(body: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            #expect(try await kim.change("PUT", "/api/v1/settings/pronunciations", body).errorField == "words")
        }
    }
}
