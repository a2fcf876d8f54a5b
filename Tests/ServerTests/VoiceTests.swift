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

    @Test func `a voice that is not there cannot be heard`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            #expect(try await kim.get("/api/v1/voices/preview?voice=espeak:../x").status == 404)
            #expect(try await kim.get("/api/v1/voices/preview").status == 422)
        }
    }
}
