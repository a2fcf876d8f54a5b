import Domain
import Foundation
import Storage
import Testing

struct MediaTests {
    private static let content = "VIDEO " + String(repeating: "0123456789", count: 500_000)

    @Test func `sends every part of a file as it is`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let file = try await kim.upload(Self.content, name: "clip.mp4").data
            let url = try #require(file["url"].string)
            let bytes = Array(Self.content.utf8)

            let whole = try await house.http.get(url)
            #expect(whole.status == 200)
            #expect(whole.body == bytes)
            #expect(whole.headers["content-type"] == "video/mp4")
            #expect(whole.headers["accept-ranges"] == "bytes")
            #expect(whole.headers["etag"] == "\"\(file["sha256"].string ?? "")\"")
            #expect(whole.headers["x-content-type-options"] == "nosniff")
            for (range, expected) in [
                ("bytes=0-0", bytes[0..<1]), ("bytes=1048570-1048585", bytes[1_048_570..<1_048_586]),
                ("bytes=4000000-", bytes[4_000_000...]), ("bytes=-7", bytes.suffix(7)),
            ] {
                let part = try await house.http.get(url, ["Range": range])
                #expect(part.status == 206)
                #expect(part.body == Array(expected), "\(range)")
                #expect(part.headers["content-length"] == String(expected.count))
                #expect(
                    part.headers["content-range"]
                        == "bytes \(expected.startIndex)-\(expected.endIndex - 1)/\(bytes.count)")
            }
        }
    }

    @Test func `answers conditions and impossible ranges without the bytes`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let file = try await kim.upload("IMAGE", name: "a.png").data
            let url = try #require(file["url"].string)
            let whole = try await house.http.get(url)
            let etag = try #require(whole.headers["etag"])

            let known = try await house.http.get(url, ["If-None-Match": etag])
            #expect(known.status == 304)
            #expect(known.body.isEmpty)
            let date = try #require(whole.headers["last-modified"])
            #expect(try await house.http.get(url, ["If-Modified-Since": date]).status == 304)
            #expect(try await house.http.get(url, ["If-Match": "\"x\""]).status == 412)
            let stale = try await house.http.get(url, ["Range": "bytes=0-1", "If-Range": "\"x\""])
            #expect(stale.status == 200)
            let outside = try await house.http.get(url, ["Range": "bytes=5-"])
            #expect(outside.status == 416)
            #expect(outside.headers["content-range"] == "bytes */5")
            let head = try await house.http.send("HEAD", url)
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == "5")
        }
    }

    @Test func `opens signed addresses to anyone and forged ones to nobody`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let first = try await kim.upload("IMAGE one", name: "a.png").data
            let second = try await kim.upload("IMAGE two", name: "b.png").data
            let url = try #require(first["url"].string)
            let plain = "/api/v1/files/\(first["id"].string ?? "")/content"

            #expect(try await house.http.get(url).status == 200)
            #expect(try await kim.get(plain).status == 200)
            #expect(try await house.http.get(plain).status == 401)
            let other = url.replacing(first["id"].string ?? "-", with: second["id"].string ?? "-")
            let later = url.replacing("expires=1", with: "expires=2")
            let thumbnail = url.replacing("/content?", with: "/thumbnail?")
            let unsigned = [url + "x", plain + "?signature=", url.replacing("signature", with: "s")]
            for forged in [other, later, thumbnail] + unsigned {
                #expect([401, 403].contains(try await house.http.get(forged).status), "\(forged)")
            }
        }
    }

    @Test func `makes thumbnails in a few sizes`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let file = try await kim.upload("IMAGE", name: "a.png").data
            let url = try #require(file["thumbnail_url"].string)
            let path = "/api/v1/files/\(file["id"].string ?? "")/thumbnail"

            let signed = try await house.http.get(url)
            #expect(signed.text == "JPEG 320")
            #expect(try await house.http.get(url.replacing("w=320", with: "w=640")).text == "JPEG 640")
            #expect(signed.headers["content-type"] == "image/jpeg")
            #expect(try await kim.get(path + "?w=500").text == "JPEG 640")
            #expect(try await kim.get(path + "?w=9999").status == 422)
            #expect(try await kim.get(path + "?w=wide").status == 422)
        }
    }

    @Test func `downloads a result under a sensible name`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            house.engine.end(.succeed)
            let task = try await kim.animate(try await kim.inputs(), ["Prefer": "wait=20"]).data
            let video = task["result"]["video_id"].string ?? ""
            let json = ["Content-Type": "application/json"]
            let renamed = try await kim.send(
                "PATCH", "/api/v1/videos/\(video)", json, Array(#"{"title": "笑顔: take 1/2"}"#.utf8))

            let download = try await kim.get("/api/v1/videos/\(video)/download")
            let signed = try await house.http.get(renamed.data["download_url"].string ?? "")

            #expect(renamed.data["title"].string == "笑顔: take 1/2")
            #expect(
                download.headers["content-disposition"]
                    == "attachment; filename=\"___ take 1_2.mp4\"; "
                    + "filename*=UTF-8''%E7%AC%91%E9%A1%94_%20take%201_2.mp4")
            #expect(signed.headers["content-disposition"]?.hasPrefix("attachment; ") == true)
            #expect(signed.body == download.body)
            let provenance = try await kim.get("/api/v1/videos/\(video)/provenance").data
            #expect(provenance["generated_by_ai"].bool == true)
            #expect(provenance["task_id"].string == task["id"].string)
            #expect(try await kim.send("DELETE", "/api/v1/videos/\(video)").status == 200)
            #expect(try await kim.get("/api/v1/videos/\(video)").status == 404)
        }
    }

    @Test func `keeps a file that a task needs`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            _ = try await kim.animate(inputs)

            let reply = try await kim.send("DELETE", "/api/v1/files/\(inputs.image)")

            #expect(reply.status == 409)
            #expect(try await kim.get("/api/v1/files/\(inputs.image)").status == 200)
        }
    }

    /// A picture that was uploaded: its address, and where it lies on the disk.
    private func cat(of anna: TestClient, in house: TestHouse) async throws -> (url: String, path: String) {
        let file = try await anna.upload("IMAGE of a cat", name: "cat.png").data
        let id = try #require(FileID(rawValue: file["id"].string ?? ""))
        let stored = try #require(try await house.store.file(id))
        return (file["url"].string ?? "", BlobStore(home: house.home.path).path(of: stored.blob))
    }

    @Test func `bytes that are not those of the file are not served, until the right ones come again`() async throws {
        try await TestHouse.with { house in
            let anna = try await house.http.signedUp()
            let (url, path) = try await cat(of: anna, in: house)
            try Data("IMAGE of a dog".utf8).write(to: URL(fileURLWithPath: path))

            let damaged = try await house.http.get(url)
            _ = try await anna.upload("IMAGE of a cat", name: "cat.png")
            let healed = try await house.http.get(url)

            #expect(damaged.status == 404 && damaged.json["error"]["details"]["reason"].string == "damaged")
            #expect(damaged.headers["etag"] == nil)
            #expect(healed.status == 200 && healed.body == Array("IMAGE of a cat".utf8))
        }
    }

    /// A player asks again and again, and the server keeps the file open for it.
    @Test(arguments: ["IMAGE of a dog", "IMAGE", ""])
    func `bytes that change while a file is being watched are not served, either`(other: String) async throws {
        try await TestHouse.with { house in
            let anna = try await house.http.signedUp()
            let (url, path) = try await cat(of: anna, in: house)
            #expect(try await house.http.get(url).status == 200)

            try Data(other.utf8).write(to: URL(fileURLWithPath: path))

            // More than once, so that each of the loops is asked.
            for _ in 0..<8 {
                let reply = try await house.http.get(url)
                #expect(reply.status == 404 && reply.headers["etag"] == nil, "\(reply.status)")
            }
        }
    }
}
