import Testing

@testable import Server

struct PresenceTests {
    @Test(.timeLimit(.minutes(1))) func `what was fetched for a client ends when the client leaves`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let body =
                #"{"image_url": "http://slow.example/a.png", "video_url": "http://slow.example/b", "mode": "wan-std"}"#

            try await Wire.with(port: house.port) { wire in
                try await wire.send(
                    "POST /api/v1/videos/animate-move HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + "\(kim.token ?? "")\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)"
                        + "\r\n\r\n\(body)")
                for await _ in house.network.waits.stream { break }
            }

            for await _ in house.network.leaves.stream { break }
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
        }
    }
}
