import Testing

@testable import Server

/// The built-in voices are listed with what they need, and heard without a task.
struct VoiceTests {
    @Test func `a voice says a line of its language, the same bytes each time`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let listed = try await kim.get("/api/v1/voices").data["items"].array
            #expect(listed.allSatisfy { $0["installed"].bool == true && $0["quality"].string == "basic" })

            let first = try await kim.get("/api/v1/voices/preview?voice=espeak:de")
            let second = try await kim.get("/api/v1/voices/preview?voice=espeak:de")

            #expect(first.status == 200 && first.headers["content-type"] == "audio/mpeg")
            #expect(first.text == "espeak:de: 1, 2, 3, 4, 5." && second.text == first.text)
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
        }
    }

    @Test func `a voice says any sentence, and another one for another`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let one = try await kim.get("/api/v1/voices/preview?voice=espeak:de&text=Guten%20Tag%21")
            let two = try await kim.get("/api/v1/voices/preview?voice=espeak:de&text=Bis%20bald.")

            #expect(one.status == 200 && one.text == "espeak:de: Guten Tag!")
            #expect(two.text == "espeak:de: Bis bald." && one.headers["etag"] != two.headers["etag"])
            let long = String(repeating: "a", count: 301)
            for text in ["%20", long] {
                #expect(try await kim.get("/api/v1/voices/preview?voice=espeak:de&text=\(text)").status == 422)
            }
        }
    }

    @Test func `favourites are one's own, each once`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let path = "/api/v1/settings/favourite-voices"

            let chosen = try await kim.change("PUT", path, #"{"voices": ["espeak:de", "hibari:heart"]}"#)

            #expect(chosen.data["voices"].array.map(\.string) == ["espeak:de", "hibari:heart"])
            #expect(try await kim.get(path).data["voices"].array.count == 2)
            #expect(try await lee.get(path).data["voices"].array.isEmpty)
            for wrong in [#"[""]"#, #"["espeak:de", "espeak:de"]"#, #"["a b"]"#] {
                #expect(try await kim.change("PUT", path, "{\"voices\": \(wrong)}").status == 422, "\(wrong)")
            }
            #expect(try await kim.change("PUT", path, #"{"voices": []}"#).data["voices"].array.isEmpty)
        }
    }

    @Test func `a voice that is not there cannot be heard`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            #expect(try await kim.get("/api/v1/voices/preview?voice=espeak:../x").status == 404)
            #expect(try await kim.get("/api/v1/voices/preview").status == 422)
        }
    }
}
