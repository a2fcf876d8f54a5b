import Foundation
import Testing

struct RenditionTests {
    @Test func `makes a video in another format once and serves it by a signed address`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let video = try await kim.upload("VIDEO dance", name: "dance.mp4").data
            let path = "/api/v1/files/\(video["id"].string ?? "")/formats"

            let made = try await kim.post(path, json: #"{"format": "gif"}"#)

            #expect(made.status == 200 && made.data["size_bytes"].int == 18)
            let url = try #require(made.data["url"].string)
            let saved = try await house.http.get(url)
            #expect(saved.text == "VIDEO dance as gif")
            #expect(saved.headers["content-type"] == "image/gif")
            #expect(saved.headers["content-disposition"]?.contains("dance.gif") == true)
            #expect(try await house.http.get(url, ["Range": "bytes=6-10"]).text == "dance")
            // What lies in the cache is served, and a cache that was emptied is filled again.
            let folder = house.home.renditions
            let cached = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
            try Data("from the cache".utf8).write(to: URL(filePath: "\(folder)/\(cached)"))
            #expect(try await house.http.get(url).text == "from the cache")
            try FileManager.default.removeItem(atPath: "\(folder)/\(cached)")
            #expect(try await house.http.get(url).text == "VIDEO dance as gif")
        }
    }

    @Test func `opens no format but the one that was signed, and nobody else's videos`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let lee = try await house.http.signedUp("lee@example.org")
            let video = try await kim.upload("VIDEO", name: "a.mp4").data["id"].string ?? ""
            let path = "/api/v1/files/\(video)/formats"
            let url = try await kim.post(path, json: #"{"format": "gif"}"#).data["url"].string ?? ""

            #expect(try await house.http.get(url.replacing("/gif?", with: "/prores?")).status == 403)
            #expect(try await house.http.get(path + "/gif").status == 401)
            #expect(try await lee.post(path, json: #"{"format": "gif"}"#).status == 404)
            #expect(try await lee.get(path + "/gif").status == 404)
            #expect(try await kim.get(path + "/avi").status == 404)
        }
    }

    @Test func `has no formats of pictures and sounds`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            for content in ["IMAGE", "AUDIO"] {
                let file = try await kim.upload(content, name: "a").data["id"].string ?? ""
                let refused = try await kim.post("/api/v1/files/\(file)/formats", json: #"{"format": "gif"}"#)
                #expect(refused.status == 422 && refused.json["error"]["details"]["field"].string == "file")
            }
        }
    }
}
