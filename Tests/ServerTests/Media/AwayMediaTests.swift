import Domain
import Foundation
import Storage
import Studio
import TestSupport
import Testing

@testable import Server

/// Media that are in a mirror only are served as if they lay on the disk.
@Suite struct AwayMediaTests {
    private static let content = "VIDEO" + String(repeating: "0123456789abcdef", count: 640 << 10)

    /// A server with a clip of ten mebibytes that has left the disk.
    private func with(
        _ mirror: MemoryMirror, content: String = Self.content,
        _ body: (TestHouse, TestClient, _ url: String, _ id: String) async throws -> Void
    ) async throws {
        try await TestHouse.with(
            mirrors: [MirrorPort(mirror, rule: .everything)],
            rule: { rules in
                rules.keepLocal = .bytes(0)
                rules.blobSettling = .zero
            }
        ) { house in
            let kim = try await house.http.signedUp()
            let file = try await kim.upload(content, name: "clip.mp4").data
            let id = try #require(file["id"].string)
            while try await kim.get("/api/v1/files/\(id)/copies").data["mirrors"].array.first?["status"].string
                != "copied"
            {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(mirror.copies.values.map(\.count) == [content.utf8.count])
            house.clock.advance(by: .seconds(700))
            _ = house.studio.blobs.takeUses()
            #expect(try await house.studio.local.release() == 1)
            let again = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "correct horse"}"#)
            var fresh = house.http
            let token: String = try #require(again.data["access_token"].string)
            fresh.token = token
            #expect(try await fresh.get("/api/v1/files/\(id)/copies").data["on_disk"].bool == false)
            let url = try #require(try await fresh.get("/api/v1/files/\(id)").data["url"].string)
            try await body(house, fresh, url, id)
        }
    }

    @Test func `streams what a reader asks for, and has all of it in the end`() async throws {
        let mirror = MemoryMirror()
        try await with(mirror) { house, kim, url, id in
            let bytes = Array(Self.content.utf8)
            let head = try await house.http.send("HEAD", url)
            let last = try await house.http.get(url, ["Range": "bytes=-10"])
            let middle = try await house.http.get(url, ["Range": "bytes=4194300-4194310"])
            let beyond = try await house.http.get(url, ["Range": "bytes=\(bytes.count)-"])
            #expect(head.status == 200 && head.headers["content-length"] == "\(bytes.count)")
            #expect(last.status == 206 && last.body == bytes.suffix(10))
            #expect(middle.status == 206 && middle.body == Array(bytes[4_194_300...4_194_310]))
            #expect(beyond.status == 416)

            async let first = house.http.get(url)
            async let second = house.http.get(url)
            #expect(try await first.body == bytes)
            #expect(try await second.body == bytes)

            #expect(mirror.reads.count == 3)
            while try await kim.get("/api/v1/files/\(id)/copies").data["on_disk"].bool != true {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await house.http.get(url).body == bytes)
            #expect(mirror.reads.count == 3)
        }
    }

    @Test func `says so while the mirror is down, and serves again once it is not`() async throws {
        let mirror = MemoryMirror()
        try await with(mirror) { house, kim, url, _ in
            mirror.set(down: true)
            let refused = try await house.http.get(url)
            mirror.set(down: false)
            let served = try await house.http.get(url)

            #expect(refused.status == 503 && refused.headers["etag"] == nil)
            #expect(served.status == 200 && served.body.count == Self.content.utf8.count)
        }
    }

    @Test func `a small one and its thumbnail come back whole`() async throws {
        let mirror = MemoryMirror()
        try await with(mirror, content: "IMAGE of a cat") { house, kim, url, id in
            let thumbnail = try await kim.get("/api/v1/files/\(id)/thumbnail")
            let image = try await house.http.get(url)

            #expect(thumbnail.status == 200)
            #expect(image.status == 200 && image.body == Array("IMAGE of a cat".utf8))
            #expect(mirror.reads.count == 1)
        }
    }

    @Test func `tells administrators how much is where, and owners alone where their files are`() async throws {
        let mirror = MemoryMirror()
        try await with(mirror) { house, kim, _, id in
            // Who comes first administers.
            let local = try await kim.get("/api/v1/admin/storage").data["local"]
            let stranger = try await house.http.signedUp("lee@example.org")

            #expect(local["keeps"].string == "size:0" && local["away"].int == 1 && local["files"].int == 0)
            #expect(local["away_bytes"].int == Self.content.utf8.count)
            #expect(try await stranger.get("/api/v1/files/\(id)/copies").status == 404)
        }
    }
}
