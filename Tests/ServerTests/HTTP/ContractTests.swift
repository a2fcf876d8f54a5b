import Domain
import Foundation
import Storage
import Studio
import TestSupport
import Testing

/// Routes, document and answers, held together: every operation that the document promises is called, and every answer
/// is held against its schema.
struct ContractTests {
    @Test func `answers as the document says, on every route`() async throws {
        let mirror = MemoryMirror()
        try await TestHouse.with(
            mirrors: [MirrorPort(mirror, rule: .everything)], rule: { $0.mediaDelivery = .auto },
            change: { $0.publicURL = "https://studio.test" }
        ) { house in
            let document = try await house.http.get("/openapi.json").json
            let contract = Contract(document: document)
            var anyone = house.http
            anyone.contract = contract

            try await setup(anyone, house)
            let first = try await accounts(anyone)
            try await identities(anyone, first)
            try await secondFactor(anyone, first)
            try await passkeys(anyone, first)
            let kim = try await addresses(anyone, first, house.mailbox)
            try await service(anyone)
            let inputs = try await files(kim)
            try await uploads(kim)
            try await directUploads(kim, mirror)
            try await mirrored(kim, house)
            let task = try await tasks(kim, house, inputs)
            try await exchange(kim, house, task, engine: house.engine.facts.name)
            try await events(kim, house, task)
            try await library(kim)
            try await generation(kim, house, inputs)
            try await avatarJobs(kim, house, video: inputs.video)
            try await access(kim)
            try await outbox(kim, anyone, house.mailbox)
            try await webhooks(kim)
            try await notices(kim)
            _ = try await kim.get("/api/v1/users/credits")
            _ = try await kim.get("/api/v1/dashboard?time_zone=Asia/Tokyo")
            _ = try await kim.post("/api/v1/admin/backups", json: "")
            _ = try await kim.get("/api/v1/admin/backups")
            _ = try await kim.post("/api/v1/admin/storage/verify", json: "{}")
            _ = try await kim.get("/api/v1/admin/storage")
            let lee = try await anyone.signedUp("gone@example.org")
            let url = try await lee.exported()
            let etag = try #require(try await anyone.get(url).headers["etag"])
            _ = try await anyone.get(url, ["Range": "bytes=0-1"])
            _ = try await anyone.get(url, ["If-None-Match": etag])
            _ = try await lee.send(
                "DELETE", "/api/v1/users/account", ["Content-Type": "application/json"], Array("{}".utf8))
            _ = try await kim.send("POST", "/api/v1/auth/logout")

            #expect(contract.missing.isEmpty, "never seen: \(contract.missing)")
        }
    }

    /// A file that is in a mirror only.
    private func mirrored(_ kim: TestClient, _ house: TestHouse) async throws {
        let file = try await kim.upload("IMAGE in a mirror", name: "a.png").data
        let copies = "/api/v1/files/\(file["id"].string ?? "")/copies"
        while try await kim.get(copies).data["mirrors"].array.first?["status"].string != "copied" {
            try await Task.sleep(for: .milliseconds(20))
        }
        let hash = try #require(BlobHash(hex: file["sha256"].string ?? ""))
        try FileManager.default.removeItem(atPath: house.studio.blobs.path(of: hash))
        var anyone = kim
        anyone.token = nil
        #expect(try await anyone.get(file["url"].string ?? "").status == 302)
    }

    /// As long as there is no account.
    private func setup(_ client: TestClient, _ house: TestHouse) async throws {
        #expect(try await client.get("/api/v1/setup/restore").status == 409)
        let path = house.studio.home.path + "/setup-code"
        let code = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
        let (coded, bytes) = (["X-Setup-Code": code], ["Content-Type": "application/octet-stream"])
        #expect(try await client.send("GET", "/api/v1/setup/restore", coded).status == 200)
        let send = ("PUT", "/api/v1/setup/backup")
        #expect(try await client.send(send.0, send.1, bytes, Array("x".utf8)).status == 409)
        #expect(try await client.send(send.0, send.1, coded.merging(bytes) { $1 }, Array("x".utf8)).status == 200)
        let json = coded.merging(["Content-Type": "application/json"]) { $1 }
        let begun = try await client.send("POST", "/api/v1/setup/restore", json, Array("{}".utf8))
        #expect(begun.status == 202)
    }

    private func service(_ client: TestClient) async throws {
        for path in ["/health/live", "/health/ready", "/openapi.json", "/metrics"] { _ = try await client.get(path) }
    }

    private func accounts(_ client: TestClient) async throws -> TestClient {
        let kim = try await client.signedUp()
        let login = try await client.post(
            "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "correct horse"}"#)
        let refresh = try #require(login.data["refresh_token"].string)
        _ = try await client.post("/api/v1/auth/refresh", json: #"{"refresh_token": "\#(refresh)"}"#)
        _ = try await kim.get("/api/v1/auth/me")
        let sessions = try await kim.get("/api/v1/auth/sessions").data["items"]
        let other = try #require(sessions.array.first { $0["current"].bool == false }?["id"].string)
        _ = try await kim.send("DELETE", "/api/v1/auth/sessions/\(other)")
        _ = try await kim.post(
            "/api/v1/auth/password/change",
            json: #"{"current_password": "correct horse", "new_password": "battery staple"}"#)
        _ = try await kim.get("/api/v1/auth/prove")
        _ = try await kim.post("/api/v1/auth/prove", json: #"{"password": "battery staple"}"#)
        _ = try await kim.get("/api/v1/users/profile")
        let json = ["Content-Type": "application/json"]
        _ = try await kim.send("PUT", "/api/v1/users/profile", json, Array(#"{"name": "Kim K."}"#.utf8))
        return kim
    }

    private func secondFactor(_ anyone: TestClient, _ kim: TestClient) async throws {
        let generator = try await kim.turnSecondFactorOn()
        let login = #"{"email": "kim@example.org", "password": "battery staple"}"#
        let refused = try await anyone.post("/api/v1/auth/login", json: login)
        let ticket = try #require(refused.json["error"]["details"]["ticket"].string)
        _ = try await anyone.post(
            "/api/v1/auth/second-factor",
            json: #"{"ticket": "\#(ticket)", "code": "\#(generator.code(later: 1))"}"#)
        _ = try await kim.get("/api/v1/auth/security")
        let password = #"{"password": "battery staple"}"#
        _ = try await kim.post("/api/v1/auth/recovery-codes", json: password)
        let json = ["Content-Type": "application/json"]
        _ = try await kim.send("DELETE", "/api/v1/auth/totp", json, Array(password.utf8))
    }

    private func passkeys(_ anyone: TestClient, _ kim: TestClient) async throws {
        var phone = SoftAuthenticator()
        let creation = try await kim.post("/api/v1/auth/passkeys/options", json: "").data["public_key"]
        let made = try await kim.post(
            "/api/v1/auth/passkeys", json: #"{"name": "Phone", "credential": \#(phone.creation(creation))}"#)
        let id = try #require(made.data["id"].string)
        _ = try await kim.post("/api/v1/auth/prove/options", json: "")
        phone.count = 2
        let request = try await anyone.post("/api/v1/auth/passkeys/login/options", json: "{}").data["public_key"]
        _ = try await anyone.post(
            "/api/v1/auth/passkeys/login", json: #"{"credential": \#(phone.assertion(request))}"#)
        let json = ["Content-Type": "application/json"]
        _ = try await kim.send("PATCH", "/api/v1/auth/passkeys/\(id)", json, Array(#"{"name": "Key"}"#.utf8))
        _ = try await kim.send("DELETE", "/api/v1/auth/passkeys/\(id)")
    }

    /// - Returns: signed in again after the password was reset.
    private func addresses(
        _ anyone: TestClient, _ kim: TestClient, _ mailbox: TestMailbox
    ) async throws -> TestClient {
        _ = try await kim.post("/api/v1/auth/email/verify/send", json: "")
        _ = await mailbox.next(for: "kim@example.org")
        _ = try await kim.post(
            "/api/v1/auth/email/change", json: #"{"email": "k@example.org", "password": "battery staple"}"#)
        let verification = await mailbox.nextToken(for: "k@example.org")
        _ = try await anyone.post("/api/v1/auth/email/verify", json: #"{"token": "\#(verification)"}"#)
        _ = try await anyone.post("/api/v1/auth/password/forgot", json: #"{"email": "k@example.org"}"#)
        let reset = await mailbox.nextToken(for: "k@example.org")
        _ = try await anyone.post(
            "/api/v1/auth/password/reset", json: #"{"token": "\#(reset)", "new_password": "battery staple"}"#)
        let login = try await anyone.post(
            "/api/v1/auth/login", json: #"{"email": "k@example.org", "password": "battery staple"}"#)
        var client = kim
        client.token = login.data["access_token"].string
        return client
    }

    private func outbox(_ kim: TestClient, _ anyone: TestClient, _ mailbox: TestMailbox) async throws {
        mailbox.refuse("sam@example.org")
        _ = try await anyone.signedUp("sam@example.org")
        let id = try #require(try await OutboxTests.entry("given_up", by: kim)["id"].string)
        _ = try await kim.post("/api/v1/admin/outbox/\(id)/retry", json: "")
    }

    private func notices(_ kim: TestClient) async throws {
        _ = try await kim.get("/api/v1/notifications")
        _ = try await kim.post("/api/v1/notifications/read", json: "{}")
        let quiet = #"{"from": "22:00", "until": "07:00", "time_zone": "Asia/Tokyo"}"#
        let choice = #"{"email_after_minutes": 5, "quiet_hours": \#(quiet)}"#
        _ = try await kim.change("PUT", "/api/v1/settings/notifications", choice)
        _ = try await kim.get("/api/v1/settings/notifications")
    }

    private func webhooks(_ kim: TestClient) async throws {
        let path = "/api/v1/webhooks"
        let made = try await kim.post(path, json: #"{"url": "https://hooks.test/", "events": ["task.failed"]}"#).data
        let id = try #require(made["id"].string)
        for end in ["", "/secret", "/deliveries", "/\(id)", "/\(id)/secret", "/\(id)/deliveries"] {
            _ = try await kim.get(path + end)
        }
        let test = try await kim.post("\(path)/\(id)/test", json: "{}").data
        _ = try await kim.post("\(path)/deliveries/\(try #require(test["id"].string))/redeliver", json: "{}")
        _ = try await kim.post("\(path)/\(id)/rotate", json: "{}")
        _ = try await kim.change("PATCH", "\(path)/\(id)", #"{"enabled": false, "kinds": []}"#)
        _ = try await kim.send("DELETE", "\(path)/\(id)")
    }

    /// Keys and administration.
    private func access(_ kim: TestClient) async throws {
        let key = try await kim.key(["read"], expiresAt: "2099-01-31T09:30:00.5Z")
        let next = try await kim.post("/api/v1/api-keys/\(key.id)/rotate", json: #"{"overlap_seconds": 60}"#)
        _ = try await kim.get("/api/v1/api-keys")
        _ = try await kim.send("DELETE", "/api/v1/api-keys/\(try #require(next.data["id"].string))")
        _ = try await kim.change("PUT", "/api/v1/admin/settings", #"{"registration": "open"}"#)
        _ = try await kim.get("/api/v1/admin/settings")
        let invitation = try await kim.post("/api/v1/admin/invitations", json: #"{"role": "member", "note": "Lin"}"#)
        _ = try await kim.get("/api/v1/admin/invitations")
        _ = try await kim.send("DELETE", "/api/v1/admin/invitations/\(invitation.data["id"].string ?? "")")
        var anyone = kim
        anyone.token = nil
        try await anyone.signedUp("lee@example.org").turnSecondFactorOn()
        let lee = try await kim.get("/api/v1/admin/users").data["items"][0]["id"].string ?? ""
        _ = try await kim.get("/api/v1/admin/users/\(lee)")
        _ = try await kim.change("PATCH", "/api/v1/admin/users/\(lee)", #"{"role": "member"}"#)
        _ = try await kim.post("/api/v1/admin/users/\(lee)/second-factor/reset", json: "{}")
        _ = try await kim.send("DELETE", "/api/v1/admin/users/\(lee)/sessions")
        _ = try await kim.get("/api/v1/admin/audit?limit=100")
        _ = try await kim.get("/api/v1/engines")
        _ = try await kim.get("/api/v1/admin/engines")
        _ = try await kim.change("PATCH", "/api/v1/admin/engines/builtin", #"{"slots": 1}"#)
        _ = try await kim.get("/api/v1/users/settings")
        _ = try await kim.get("/api/v1/settings/pronunciations")
        _ = try await kim.change("PUT", "/api/v1/settings/pronunciations", #"{"words": {"Nguyen": "win"}}"#)
        _ = try await kim.get("/api/v1/settings/favourite-voices")
        _ = try await kim.change("PUT", "/api/v1/settings/favourite-voices", #"{"voices": ["espeak:de"]}"#)
        _ = try await kim.change("PUT", "/api/v1/users/settings", #"{"language": "ja", "country": null}"#)
    }

    private func files(_ kim: TestClient) async throws -> (image: String, video: String) {
        let inputs = try await kim.inputs()
        let multipart = ["Content-Type": "multipart/form-data; boundary=b"]
        let body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nAUDIO\r\n--b--"
        let sound = try await kim.send("POST", "/api/v1/videos/upload", multipart, Array(body.utf8))
        let id = try #require(sound.data["id"].string)
        _ = try await kim.get("/api/v1/files?kind=image&limit=1")
        let file = try await kim.get("/api/v1/files/\(inputs.image)").data
        let json = ["Content-Type": "application/json"]
        _ = try await kim.send("PATCH", "/api/v1/files/\(id)", json, Array(#"{"title": "birds"}"#.utf8))
        let url = try #require(file["url"].string)
        let etag = try #require(try await kim.get(url).headers["etag"])
        _ = try await kim.get(url, ["Range": "bytes=0-1"])
        _ = try await kim.get(url, ["If-None-Match": etag])
        let thumbnail = try #require(file["thumbnail_url"].string)
        let small = try #require(try await kim.get(thumbnail).headers["etag"])
        _ = try await kim.get(thumbnail, ["If-None-Match": small])
        _ = try await kim.send("DELETE", "/api/v1/files/\(id)")
        _ = try await kim.post("/api/v1/files/\(inputs.video)/cut", json: #"{"start_ms": 500}"#)
        let made = try await kim.post("/api/v1/files/\(inputs.video)/formats", json: #"{"format": "small"}"#)
        let address = try #require(made.data["url"].string)
        let mark = try #require(try await kim.get(address).headers["etag"])
        _ = try await kim.get(address, ["Range": "bytes=0-1"])
        _ = try await kim.get(address, ["If-None-Match": mark])
        return inputs
    }

    private func uploads(_ kim: TestClient) async throws {
        var client = kim
        client.headers["Tus-Resumable"] = "1.0.0"
        _ = try await client.send("OPTIONS", "/api/v1/uploads")
        let begun = try await client.send("POST", "/api/v1/uploads", ["Upload-Length": "10"])
        let place = try #require(begun.headers["location"])
        _ = try await client.send("HEAD", place)
        let chunk = ["Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"]
        _ = try await client.send("PATCH", place, chunk, Array("IMAGE".utf8))
        _ = try await client.send("POST", place, ["X-HTTP-Method-Override": "HEAD"])
        let rest = chunk.merging(["Upload-Offset": "5", "X-HTTP-Method-Override": "PATCH"]) { $1 }
        _ = try await client.send("POST", place, rest, Array("tail!".utf8))
        let second = try await client.send("POST", "/api/v1/uploads", ["Upload-Length": "10"])
        _ = try await client.send("DELETE", try #require(second.headers["location"]))
    }

    private func directUploads(_ kim: TestClient, _ mirror: MemoryMirror) async throws {
        let body = #"{"name": "cat.png", "size_bytes": 14, "kind": "image"}"#
        _ = try await kim.get("/api/v1/uploads/direct")
        let begun = try await kim.post("/api/v1/uploads/direct", json: body)
        let place = try #require(begun.headers["location"])
        #expect(try await kim.send("POST", place + "/complete").status == 409)
        let url = try #require(begun.data["parts"][0]["url"].string)
        #expect(mirror.receive(Data("IMAGE of a cat".utf8), at: url))
        _ = try await kim.get(place)
        #expect(try await kim.send("POST", place + "/complete").data["title"].string == "cat.png")
        #expect(try await kim.get(place).data["file"]["kind"].string == "image")
        let second = try await kim.post("/api/v1/uploads/direct", json: body)
        _ = try await kim.send("DELETE", try #require(second.headers["location"]))
    }

    private func tasks(
        _ kim: TestClient, _ house: TestHouse, _ inputs: (image: String, video: String)
    ) async throws -> String {
        let body = #"{"image_file_id": "\#(inputs.image)", "video_file_id": "\#(inputs.video)", "mode": "wan-pro"}"#
        _ = try await kim.post("/api/v1/videos/animate-move/estimate", json: body)
        for kind in ["move", "mix"] { _ = try await kim.post("/api/v1/videos/animate-\(kind)/preview", json: body) }
        let task = try #require(try await kim.animate(inputs).data["id"].string)
        let second = try await kim.post("/api/v1/tasks/animate-move", json: body)
        let other = try #require(second.data["id"].string)
        for path in [
            "tasks/\(task)", "tasks/\(task)/log", "videos/tasks/\(task)", "tasks?status=queued", "tasks/user/tasks",
        ] {
            _ = try await kim.get("/api/v1/\(path)")
        }
        _ = try await kim.send("DELETE", "/api/v1/tasks/\(other)")
        _ = try await kim.send("POST", "/api/v1/tasks/\(other)/retry/estimate")
        _ = try await kim.send("POST", "/api/v1/tasks/\(other)/retry")
        _ = try await kim.send("DELETE", "/api/v1/tasks/\(other)")
        return task
    }

    /// Follows the task to its end, and opens the stream of all tasks.
    private func events(_ kim: TestClient, _ house: TestHouse, _ task: String) async throws {
        let one = try await EventReader.with(kim, "/api/v1/tasks/\(task)/events") { reader in
            let running = try await reader.next { $0.name == "status" && $0.data["status"].string == "running" }
            house.engine.end(.succeed)
            let succeeded = try await reader.next { $0.data["status"].string == "succeeded" }
            let more = try await reader.next { _ in true }
            #expect(running != nil)
            #expect(succeeded != nil)
            #expect(more == nil)
            return reader.head
        }
        kim.contract?.check(one, method: "GET", path: "/api/v1/tasks/\(task)/events")
        let all = try await EventReader.with(kim, "/api/v1/events") { $0.head }
        kim.contract?.check(all, method: "GET", path: "/api/v1/events")
    }

    private func library(_ kim: TestClient) async throws {
        let videos = try await kim.get("/api/v1/videos")
        let id = try #require(videos.data["items"][0]["id"].string)
        _ = try await kim.get("/api/v1/videos/\(id)")
        let etag = try #require(try await kim.get("/api/v1/videos/\(id)/download").headers["etag"])
        _ = try await kim.get("/api/v1/videos/\(id)/download", ["Range": "bytes=0-1"])
        _ = try await kim.get("/api/v1/videos/\(id)/download", ["If-None-Match": etag])
        _ = try await kim.get("/api/v1/videos/\(id)/provenance")
        let json = ["Content-Type": "application/json"]
        let folder = try await kim.post("/api/v1/folders", json: #"{"name": "Clients"}"#).data["id"].string ?? ""
        _ = try await kim.send("PATCH", "/api/v1/folders/\(folder)", json, Array(#"{"name": "Friends"}"#.utf8))
        let change = #"{"title": "dance", "favorite": true, "folder_id": "\#(folder)", "tags": ["a"]}"#
        _ = try await kim.send("PATCH", "/api/v1/videos/\(id)", json, Array(change.utf8))
        _ = try await kim.get("/api/v1/folders")
        let tag = try await kim.get("/api/v1/tags").data["items"][0]["id"].string ?? ""
        _ = try await kim.send("PATCH", "/api/v1/tags/\(tag)", json, Array(#"{"name": "b"}"#.utf8))
        _ = try await kim.get("/api/v1/videos?q=dance&sort=title&tag=\(tag)&folder=\(folder)&favorite=true")
        _ = try await kim.send("DELETE", "/api/v1/tags/\(tag)")
        _ = try await kim.send("DELETE", "/api/v1/folders/\(folder)")
        _ = try await kim.get("/api/v1/videos/archive?ids=\(id)")
        try await shares(kim, of: id)
        _ = try await kim.post("/api/v1/videos/bulk", json: #"{"ids": ["\#(id)"], "action": "delete"}"#)
        _ = try await kim.get("/api/v1/trash")
        _ = try await kim.post("/api/v1/videos/\(id)/restore", json: "")
        _ = try await kim.send("DELETE", "/api/v1/videos/\(id)")
        _ = try await kim.send("DELETE", "/api/v1/trash")
    }

    private func shares(_ kim: TestClient, of video: String) async throws {
        let share = try await kim.post("/api/v1/videos/\(video)/shares", json: "{}").data
        _ = try await kim.get("/api/v1/videos/\(video)/shares")
        _ = try await kim.get("/api/v1/shares")
        var anyone = kim
        anyone.token = nil
        let token = try #require(share["token"].string)
        let opened = try await anyone.post("/api/v1/shares/open", json: #"{"token": "\#(token)"}"#).data
        let url = try #require(opened["url"].string)
        let etag = try #require(try await anyone.get(url).headers["etag"])
        _ = try await anyone.get(url, ["Range": "bytes=0-1"])
        _ = try await anyone.get(url, ["If-None-Match": etag])
        let poster = try #require(opened["thumbnail_url"].string)
        let small = try #require(try await anyone.get(poster).headers["etag"])
        _ = try await anyone.get(poster, ["If-None-Match": small])
        _ = try await kim.send("DELETE", "/api/v1/shares/\(share["id"].string ?? "")")
        _ = try await kim.send("DELETE", "/api/v1/shares")
    }

    private func sharedSubtitles(_ kim: TestClient, of video: String) async throws {
        let share = try await kim.post("/api/v1/videos/\(video)/shares", json: "{}").data
        let body = #"{"token": "\#(share["token"].string ?? "")"}"#
        let opened = try await kim.post("/api/v1/shares/open", json: body).data
        if let url = opened["subtitles_url"].string { _ = try await kim.get(url) }
    }

    /// Speech, talking videos, voices and avatars.
    private func generation(
        _ kim: TestClient, _ house: TestHouse, _ inputs: (image: String, video: String)
    ) async throws {
        let pair = #"{"image_file_id": "\#(inputs.image)", "video_file_id": "\#(inputs.video)", "mode": "wan-std"}"#
        let talk = #"{"script": "Hi.", "voice": "espeak:de", "image_file_id": "\#(inputs.image)", "subtitles": true}"#
        let speech = #"{"text": "Hi.", "voice": "espeak:de"}"#
        let film = #"{"scenes": [\#(talk)]}"#
        _ = try await kim.get("/api/v1/voices")
        _ = try await kim.get("/api/v1/voices/preview?voice=espeak:de")
        _ = try await kim.get("/api/v1/assets/packs")
        _ = try await kim.send("DELETE", "/api/v1/assets/packs/japanese")
        _ = try await kim.post("/api/v1/assets/packs/japanese", json: "{}")
        for (path, body) in [("videos/animate-mix", pair), ("generate", talk), ("generate/speech", speech)] {
            _ = try await kim.post("/api/v1/\(path)/estimate", json: body)
            house.engine.end(.succeed)
            let task = try await kim.post("/api/v1/\(path)", json: body, ["Prefer": "wait=20"])
            #expect(task.data["status"].string == "succeeded")
            guard let file = task.data["result"]["file_id"].string else { continue }
            if let url = task.data["result"]["subtitles_url"].string { _ = try await kim.get(url) }
            if let video = task.data["result"]["video_id"].string { try await sharedSubtitles(kim, of: video) }
            if path == "generate/speech" { _ = try await kim.get("/api/v1/files/\(file)/timings") }
        }
        _ = try await kim.post("/api/v1/generate/film/estimate", json: film)
        for _ in 0..<2 { house.engine.end(.succeed) }
        let made = try await kim.post("/api/v1/generate/film", json: film, ["Prefer": "wait=20"])
        #expect(made.data["status"].string == "succeeded")
        _ = try await kim.get("/api/v1/tasks/\(made.data["id"].string ?? "")/film")
        for _ in 0..<2 { house.engine.end(.succeed) }
        _ = try await kim.post("/api/v1/tasks/\(made.data["id"].string ?? "")/scenes/again", json: #"{"scene": 0}"#)
        let draft = Array(#"{"content": "{}", "version": 0}"#.utf8)
        _ = try await kim.send("PUT", "/api/v1/generate/film/draft", ["Content-Type": "application/json"], draft)
        _ = try await kim.get("/api/v1/generate/film/draft")
        house.engine.end(.succeed)
        _ = try await kim.post("/api/v1/tasks/animate-mix", json: pair, ["Prefer": "wait=20"])
        let sound = try #require(try await kim.upload("AUDIO sample").data["id"].string)
        try await review(kim)
        try await model(kim, house, "voice", #""audio_file_id": "\#(sound)""#, statement: sound)
        try await model(kim, house, "video", #""video_file_id": "\#(inputs.video)""#, statement: sound)
    }

    /// The routes of an earlier platform's page and backends.
    private func avatarJobs(_ kim: TestClient, _ house: TestHouse, video: String) async throws {
        let (backend, page) = ("/api/v1/avatar-backend/jobs", "/api/v1/avatar/jobs")
        let order = #"{"file_id": "\#(video)", "name": "Ada"}"#
        house.engine.end(.succeed)
        let made = try #require(try await kim.post(backend, json: order).data["job"]["id"].string)
        let task = try await kim.get("/api/v1/video-models/\(made)").data["task_id"].string ?? ""
        try await end(of: task, kim)
        let archive = "\(backend)/\(made)/archive"
        let etag = try #require(try await kim.get(archive).headers["etag"])
        _ = try await kim.get(archive, ["Range": "bytes=0-1"])
        _ = try await kim.get(archive, ["If-None-Match": etag])
        let waiting = try #require(try await kim.post(backend, json: order).data["job"]["id"].string)
        for path in [backend, page] {
            _ = try await kim.get(path)
            _ = try await kim.get("\(path)/\(waiting)")
            _ = try await kim.post("\(path)/\(waiting)/cancel", json: "{}")
            _ = try await kim.post("\(path)/\(waiting)/retry", json: "{}")
        }
        _ = try await kim.post("\(page)/\(waiting)/cancel", json: "{}")
    }

    /// What a machine does not understand goes to a person, who says yes or no.
    private func review(_ kim: TestClient) async throws {
        for decision in ["approve", "refuse"] {
            let begun = try await kim.post("/api/v1/consents", json: #"{"kind": "voice", "subject": "Kim"}"#)
            let consent = try #require(begun.data["id"].string)
            let file = try await kim.uploaded("AUDIO mumbled \(decision)")
            _ = try await kim.post("/api/v1/consents/\(consent)/recording", json: #"{"file_id": "\#(file)"}"#)
            _ = try await kim.get("/api/v1/admin/consents")
            _ = try await kim.post("/api/v1/admin/consents/\(consent)/\(decision)", json: #"{"note": "heard"}"#)
        }
    }

    private func model(
        _ kim: TestClient, _ house: TestHouse, _ kind: String, _ source: String, statement: String
    ) async throws {
        let subject = kind == "video" ? "face" : "voice"
        let begun = try await kim.post("/api/v1/consents", json: #"{"kind": "\#(subject)", "subject": "Kim"}"#)
        let consent = try #require(begun.data["id"].string)
        _ = try await kim.get("/api/v1/consents")
        _ = try await kim.get("/api/v1/consents/\(consent)")
        if kind == "video" {
            _ = try await kim.post("/api/v1/consents/\(consent)/waiver", json: #"{"reason": "on paper"}"#)
        } else {
            _ = try await kim.post(
                "/api/v1/consents/\(consent)/recording", json: #"{"file_id": "\#(statement)"}"#)
        }
        let body = #"{"name": "Kim", "consent_id": "\#(consent)", \#(source)}"#
        _ = try await kim.post("/api/v1/\(kind)-models/estimate", json: body)
        house.engine.end(.fail(.refused(code: "too_short", message: "Too short.")))
        let model = try await kim.post("/api/v1/\(kind)-models", json: body)
        let (id, task) = (model.data["id"].string ?? "", model.data["task_id"].string ?? "")
        try await end(of: task, kim)
        house.engine.end(.succeed)
        _ = try await kim.send("POST", "/api/v1/\(kind)-models/\(id)/retry")
        try await end(of: task, kim)
        _ = try await kim.get("/api/v1/\(kind)-models")
        _ = try await kim.get("/api/v1/\(kind)-models/\(id)")
        let json = ["Content-Type": "application/json"]
        _ = try await kim.send("PATCH", "/api/v1/\(kind)-models/\(id)", json, Array(#"{"name": "Lee"}"#.utf8))
        if kind == "video" {
            let archive = "/api/v1/video-models/\(id)/archive"
            let etag = try #require(try await kim.get(archive).headers["etag"])
            _ = try await kim.get(archive, ["Range": "bytes=0-1"])
            _ = try await kim.get(archive, ["If-None-Match": etag])
        } else {
            house.engine.end(.succeed)
            let preview = try await kim.post("/api/v1/voice-models/\(id)/preview", json: "{}")
            try await end(of: preview.data["id"].string ?? "", kim)
        }
        _ = try await kim.send("DELETE", "/api/v1/\(kind)-models/\(id)")
    }

    private func end(of task: String, _ kim: TestClient) async throws {
        _ = try await EventReader.with(kim, "/api/v1/tasks/\(task)/events") { reader in
            try await reader.next { ["succeeded", "failed"].contains($0.data["status"].string ?? "") }
        }
    }
}
