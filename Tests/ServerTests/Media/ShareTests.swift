import Domain
import Testing

@testable import Server

/// Links by which strangers see a video: they open what they are for, as long as they are for it, and nothing else.
struct ShareTests {
    private func video(_ client: TestClient, _ house: TestHouse) async throws -> String {
        house.engine.end(.succeed)
        let task = try await client.animate(try await client.inputs(), ["Prefer": "wait=20"])
        return try #require(task.data["result"]["video_id"].string, "\(task.text)")
    }

    private func share(_ video: String, by client: TestClient, _ body: String = "{}") async throws -> (
        id: String, token: String
    ) {
        let made = try await client.post("/api/v1/videos/\(video)/shares", json: body)
        let id = try #require(made.data["id"].string, "\(made.text)")
        return (id, try #require(made.data["token"].string))
    }

    private func open(_ token: String, password: String? = nil, _ house: TestHouse) async throws -> Reply {
        let rest = password.map { #", "password": "\#($0)""# } ?? ""
        return try await house.http.post("/api/v1/shares/open", json: #"{"token": "\#(token)"\#(rest)}"#)
    }

    @Test func `whoever has the link sees the video, with its poster and a file to keep`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let id = try await video(kim, house)
            let (_, token) = try await share(id, by: kim)

            let opened = try await open(token, house)
            let url = try #require(opened.data["url"].string)
            let part = try await house.http.get(url, ["Range": "bytes=0-3"])
            let download = try await house.http.get(opened.data["download_url"].string ?? "")
            let poster = try await house.http.get(opened.data["thumbnail_url"].string ?? "")

            #expect(opened.status == 200 && opened.headers["x-robots-tag"] == "noindex, nofollow")
            #expect(part.status == 206 && part.body.count == 4)
            #expect(download.headers["content-disposition"]?.hasPrefix("attachment; ") == true)
            #expect(download.body == (try await kim.get("/api/v1/videos/\(id)/download").body))
            #expect(poster.status == 200 && poster.headers["x-robots-tag"] == "noindex, nofollow")
            for reply in [part, poster] { #expect(reply.headers["cache-control"] == "private, no-store") }
            #expect(!opened.text.contains("example.org") && opened.data["source"].isNull)
        }
    }

    @Test func `a link that was guessed, has expired, was revoked or leads into the trash shows nothing, in one way`()
        async throws
    {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let id = try await video(kim, house)
            let end = (Timestamp.now() + .seconds(3600)).rfc3339
            let expiring = try await share(id, by: kim, #"{"expires_at": "\#(end)", "password": "secret"}"#)
            let revoked = try await share(id, by: kim)
            let trashed = try await share(id, by: kim)
            let urls = try await [revoked, trashed].asyncMap { link in
                try #require(try await open(link.token, house).data["url"].string)
            }

            let guessed = try await open(String(repeating: "A", count: 43), house)
            #expect(try await kim.send("DELETE", "/api/v1/shares/\(revoked.id)").status == 200)
            house.clock.advance(by: .seconds(3601))
            let afterwards = [try await open(revoked.token, house), try await open(expiring.token, house)]
            house.clock.advance(by: .seconds(-3601))
            _ = try await kim.send("DELETE", "/api/v1/videos/\(id)")
            let gone = try await open(trashed.token, house)

            #expect(guessed.status == 404)
            for reply in afterwards + [gone, try await open(trashed.token, password: "x", house)] {
                #expect(reply.status == 404)
                #expect(reply.json["error"]["message"] == guessed.json["error"]["message"])
                #expect(reply.json["error"]["details"] == guessed.json["error"]["details"])
            }
            for url in urls { #expect(try await house.http.get(url).status == 404, "\(url)") }
            _ = try await kim.post("/api/v1/videos/\(id)/restore", json: "")
            #expect(try await house.http.get(urls[1]).status == 200)
        }
    }

    @Test func `addresses of what is shared cannot be made up or carried over`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let id = try await video(kim, house)
            let (first, second) = (try await share(id, by: kim), try await share(id, by: kim))
            let url = try #require(try await open(first.token, house).data["url"].string)
            let file = try #require(try await kim.get("/api/v1/videos/\(id)").data["url"].string)
            let query = url.split(separator: "?")[1]

            for path in [
                url.replacing(first.id, with: second.id), "/api/v1/shares/\(first.id)/content",
                "/api/v1/shares/\(first.id)/subtitles?\(query)", "/api/v1/shares/\(first.id)/thumbnail?\(query)",
                "/api/v1/shares/\(first.id)/content?\(file.split(separator: "?")[1])",
            ] {
                #expect(try await house.http.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test func `asks for the password, and lets nobody try a hundred`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let link = try await share(try await video(kim, house), by: kim, #"{"password": "open sesame"}"#)

            let asked = try await open(link.token, house)
            #expect(asked.status == 403 && asked.json["error"]["details"]["reason"].string == "share_password")
            #expect(try await open(link.token, password: "open sesame", house).status == 200)
            for _ in 0..<10 {
                let wrong = try await open(link.token, password: "wrong", house)
                #expect(wrong.json["error"]["details"]["reason"].string == "share_password_wrong")
            }
            let limited = try await open(link.token, password: "open sesame", house)
            #expect(limited.status == 429 && limited.headers["retry-after"] != nil)
            house.clock.advance(by: .seconds(16 * 60))
            #expect(try await open(link.token, password: "open sesame", house).status == 200)
        }
    }

    @Test func `its owner lists and revokes links, and nobody else does`() async throws {
        try await TestHouse.with { house in
            let (kim, lee) = (try await house.http.signedUp(), try await house.http.signedUp("lee@example.org"))
            let id = try await video(kim, house)
            let (first, second) = (try await share(id, by: kim), try await share(id, by: kim, #"{"password": "x"}"#))

            let listed = try await kim.get("/api/v1/videos/\(id)/shares").data["items"].array
            #expect(listed.map { $0["id"].string } == [second.id, first.id])
            #expect(listed.map { $0["has_password"].bool } == [true, false])
            #expect(try await kim.get("/api/v1/shares").data["items"].array.count == 2)
            let text = try await kim.get("/api/v1/shares").text
            #expect(!text.contains(first.token) && !text.contains("scrypt"))
            #expect(try await lee.get("/api/v1/shares").data["items"].array.isEmpty)
            #expect(try await lee.get("/api/v1/videos/\(id)/shares").status == 404)
            #expect(try await lee.post("/api/v1/videos/\(id)/shares", json: "{}").status == 404)
            #expect(try await lee.send("DELETE", "/api/v1/shares/\(first.id)").status == 404)
            #expect(try await open(first.token, house).status == 200)
            let past = try await kim.post(
                "/api/v1/videos/\(id)/shares", json: #"{"expires_at": "2020-01-01T00:00:00Z"}"#)
            #expect(past.status == 422 && past.errorField == "expires_at")
        }
    }

    @Test func `all links of an account end at once, and nobody else's`() async throws {
        try await TestHouse.with { house in
            let (kim, lee) = (try await house.http.signedUp(), try await house.http.signedUp("lee@example.org"))
            let (ofKim, ofLee) = (try await video(kim, house), try await video(lee, house))
            let (first, second) = (try await share(ofKim, by: kim), try await share(ofKim, by: kim))
            let other = try await share(ofLee, by: lee)

            #expect(try await kim.send("DELETE", "/api/v1/shares").status == 200)

            #expect(try await open(first.token, house).status == 404)
            #expect(try await open(second.token, house).status == 404)
            #expect(try await open(other.token, house).status == 200)
            #expect(try await kim.get("/api/v1/shares").data["items"].array.isEmpty)
        }
    }

    @Test func `search engines are told to stay away from the page`() async throws {
        try await TestHouse.with { house in
            let shared = try await house.http.get("/shared", ["Accept": "text/html"])
            let other = try await house.http.get("/", ["Accept": "text/html"])

            #expect(shared.headers["x-robots-tag"] == "noindex, nofollow")
            #expect(other.headers["x-robots-tag"] == nil)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
