import Domain
import Foundation
import Storage
import Studio
import TestSupport
import Testing

@testable import Server

/// Browsers may be sent to a mirror for the bytes of media, never with more rights than the address they had.
@Suite struct RedirectTests {
    private func with(
        _ way: MediaRedirects.Way, isFronted: Bool = false,
        _ body: (TestHouse, TestClient, MemoryMirror, [String: String]) async throws -> Void
    ) async throws {
        let mirror = MemoryMirror()
        try await TestHouse.with(
            mirrors: [MirrorPort(mirror, rule: .everything, isFronted: isFronted)],
            rule: { $0.mediaDelivery = way }
        ) { house in
            let kim = try await house.http.signedUp()
            let file = try await kim.upload("IMAGE of a cat", name: "cat.png").data
            let (id, url) = (try #require(file["id"].string), try #require(file["url"].string))
            while try await kim.get("/api/v1/files/\(id)/copies").data["mirrors"].array.first?["status"].string
                != "copied"
            {
                try await Task.sleep(for: .milliseconds(20))
            }
            try await body(house, kim, mirror, ["id": id, "url": url, "sha256": file["sha256"].string ?? ""])
        }
    }

    @Test func `sends browsers to the mirror, with the name and type that the server would have told`() async throws {
        try await with(.redirect) { house, kim, _, file in
            let shown = try await house.http.get(file["url"] ?? "")
            let page = try await house.http.get("/")

            let place = try #require(shown.headers["location"])
            #expect(shown.status == 302 && shown.body.isEmpty)
            #expect(place.hasPrefix("https://bucket.example/blobs/") && place.contains(file["sha256"] ?? "-"))
            #expect(place.contains("type=image/png") && place.contains("signed=3600"))
            #expect(shown.headers["cache-control"] == "private, max-age=1800")
            #expect(shown.headers["etag"] == nil)
            #expect(
                page.headers["content-security-policy"]?.contains("media-src 'self' blob: https://bucket.example;")
                    == true)
            let known = try await house.http.get(
                file["url"] ?? "", ["If-None-Match": "\"\(file["sha256"] ?? "")\""])
            #expect(known.status == 304)
        }
    }

    @Test func `sends nobody there who shows a key, asks by HEAD, or has no right`() async throws {
        try await with(.redirect) { house, kim, _, file in
            let own = try await kim.get("/api/v1/files/\(file["id"] ?? "")/content")
            let head = try await house.http.send("HEAD", file["url"] ?? "")
            let forged = try await house.http.get((file["url"] ?? "").replacing("signature=", with: "signature=A"))

            #expect(own.status == 200 && own.body == Array("IMAGE of a cat".utf8))
            #expect(head.status == 200 && head.headers["content-length"] == "14")
            #expect(forged.status == 403 && forged.headers["location"] == nil)
        }
    }

    @Test(arguments: [(MediaRedirects.Way.local, true, 200), (.auto, false, 200), (.auto, true, 302)])
    func `goes there as it is set`(way: MediaRedirects.Way, isFronted: Bool, status: Int) async throws {
        try await with(way, isFronted: isFronted) { house, _, _, file in
            let reply = try await house.http.get(file["url"] ?? "")
            #expect(reply.status == status)
        }
    }

    @Test func `what is not on the disk comes from the mirror without coming here`() async throws {
        try await with(.auto) { house, kim, mirror, file in
            let hash = try #require(BlobHash(hex: file["sha256"] ?? ""))
            try FileManager.default.removeItem(atPath: house.studio.blobs.path(of: hash))

            #expect(try await house.http.get(file["url"] ?? "").status == 302)
            #expect(mirror.reads.isEmpty)
        }
    }
}
