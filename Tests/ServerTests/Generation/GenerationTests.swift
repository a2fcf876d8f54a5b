import Domain
import Foundation
import Testing

@testable import Server

/// Talking videos, speech, avatars and voices through the API: what clients of the two older platforms are written for.
struct GenerationTests {
    private func consent(_ kim: TestClient, _ kind: String) async throws -> String {
        let begun = try await kim.post("/api/v1/consents", body: ["kind": kind, "subject": "Kim Lee"])
        #expect(begun.status == 201)
        let id = begun.data["id"].string ?? ""
        let recording = try await kim.uploaded("\(kind == "face" ? "VIDEO" : "AUDIO") statement \(id)")
        let recorded = try await kim.post("/api/v1/consents/\(id)/recording", body: ["file_id": recording])
        #expect(recorded.status == 200)
        #expect(recorded.data["status"].string == "verified")
        return id
    }

    private func finished(_ kim: TestClient, _ task: String) async throws -> Reply {
        _ = try await EventReader.with(kim, "/api/v1/tasks/\(task)/events") { reader in
            try await reader.next { ["succeeded", "failed"].contains($0.data["status"].string ?? "") }
        }
        return try await kim.get("/api/v1/tasks/\(task)")
    }

    @Test func `speaks a text with a built-in voice`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            house.engine.end(.succeed)
            let queued = try await kim.post(
                "/api/v1/generate/speech", body: ["text": "Hello, world.", "voice": "espeak:en-us", "rate": 1.2])
            #expect(queued.status == 202)
            #expect(queued.data["kind"].string == "speech")
            #expect(queued.data["inputs"]["script"].string == "Hello, world.")

            let task = try await finished(kim, queued.data["id"].string ?? "")

            #expect(task.data["title"].string == "Hello, world.")
            let url = try #require(task.data["result"]["url"].string)
            #expect(task.data["result"]["thumbnail_url"].isNull)
            let sound = try await house.http.get(url)
            #expect(sound.text.hasPrefix("AUDIO espeak:en-us"))
            let file = task.data["result"]["file_id"].string ?? ""
            let timings = try await kim.get("/api/v1/files/\(file)/timings")
            #expect(timings.text == #"{"words":[]}"#)
        }
    }

    @Test(arguments: [
        ("/generate/speech", #""text": "Hello.", "voice": "espeak:de""#),
        ("/generate", #""script": "Hello.", "voice": "espeak:de", "image_file_id": "I""#),
        ("/videos/animate-move", #""mode": "wan-std", "image_file_id": "I", "video_file_id": "V""#),
        ("/videos/animate-mix", #""mode": "wan-std", "image_file_id": "I", "video_file_id": "V""#),
        ("/video-models", #""name": "Kim", "consent_id": "face", "video_file_id": "V""#),
        ("/voice-models", #""name": "Kim", "consent_id": "voice", "audio_file_id": "A""#),
    ])
    func `gives work to no other engine than the one that was asked for`(_ path: String, _ body: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            func quoted(_ text: String) -> String { "\"\(text)\"" }
            var fields = body.replacing(quoted("I"), with: quoted(inputs.image))
                .replacing(quoted("V"), with: quoted(inputs.video))
            if body.contains(quoted("A")) {
                fields = fields.replacing(quoted("A"), with: quoted(try await kim.uploaded("AUDIO sample")))
            }
            for kind in ["face", "voice"] where body.contains(quoted("consent_id") + ": " + quoted(kind)) {
                let given = quoted(try await consent(kim, kind))
                fields = fields.replacing(
                    quoted("consent_id") + ": " + quoted(kind), with: quoted("consent_id") + ": " + given)
            }

            for route in [path, path + "/estimate"] {
                let reply = try await kim.post("/api/v1" + route, json: #"{"engine": "nobody", \#(fields)}"#)

                #expect(reply.status == 422 && reply.errorField == "engine", "\(route): \(reply.text)")
            }
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
            let known = try await kim.post("/api/v1" + path, json: #"{"engine": "builtin", \#(fields)}"#)
            #expect(known.status == 202, "\(known.text)")
        }
    }

    @Test func `orders an avatar for another backend from the engine that it names only`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let clip = try await kim.inputs().video

            let reply = try await kim.post(
                "/api/v1/avatar-backend/jobs", body: ["file_id": clip, "engine": "nobody"])

            #expect(reply.status == 422 && reply.errorField == "engine")
        }
    }

    @Test func `shows the first second of an animation before it is asked for`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            let body = #"{"image_file_id": "\#(inputs.image)", "video_file_id": "\#(inputs.video)", "mode": "wan-std"}"#

            let shown = try await kim.post("/api/v1/videos/animate-mix/preview", json: body)

            #expect(shown.status == 200 && shown.text == "JPEG of animateMix", "\(shown.text)")
            #expect(shown.headers["content-type"] == "image/jpeg")
            #expect(try await kim.get("/api/v1/tasks").data["items"].array.isEmpty)
            house.engine.refuse(.refused(code: "no_face_in_source", message: "There is no face."))
            let refused = try await kim.post("/api/v1/videos/animate-move/preview", json: body)
            #expect(refused.json["error"]["details"]["reason"].string == "no_face_in_source")
            let left = try FileManager.default.contentsOfDirectory(atPath: house.home.work)
            #expect(left.isEmpty, "\(left)")
        }
    }

    @Test func `makes a picture speak, with subtitles that a player can load`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let image = try await kim.uploaded("IMAGE portrait")
            house.engine.end(.succeed)
            let queued = try await kim.post(
                "/api/v1/generate",
                body: ["script": "Good evening.", "voice": "espeak:de", "image_file_id": image, "subtitles": true])
            #expect(queued.status == 202)

            let task = try await finished(kim, queued.data["id"].string ?? "")

            #expect(task.data["result"]["video_id"].string != nil)
            let subtitles = try await house.http.get(task.data["result"]["subtitles_url"].string ?? "")
            #expect(subtitles.headers["content-type"] == "text/vtt; charset=utf-8")
            #expect(subtitles.text == "WEBVTT\n\nGood evening.")
        }
    }

    @Test func `clones a voice with consent, and speaks with it`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let sample = try await kim.uploaded("AUDIO sample")
            let consent = try await consent(kim, "voice")
            house.engine.end(.succeed)
            let queued = try await kim.post(
                "/api/v1/voice-models",
                body: ["name": "Kim", "audio_file_id": sample, "consent_id": consent, "language": "en-GB"])
            #expect(queued.status == 202)
            let id = queued.data["id"].string ?? ""
            _ = try await finished(kim, queued.data["task_id"].string ?? "")
            let voice = try await kim.get("/api/v1/voice-models/\(id)")
            #expect(voice.data["status"].string == "completed")
            #expect(voice.data["quality"].string == "draft")
            #expect(voice.data["facts"]["pitch_hz"].int == 120)
            #expect(voice.data["facts"]["envelope"].isNull)
            #expect(voice.data["preview_url"].string != nil)

            house.engine.end(.succeed)
            let preview = try await kim.post("/api/v1/voice-models/\(id)/preview", body: [:])
            #expect(preview.status == 202)
            let task = try await finished(kim, preview.data["id"].string ?? "")
            let sound = try await house.http.get(task.data["result"]["url"].string ?? "")
            #expect(sound.text.contains("-profile.json"))
        }
    }

    @Test func `prepares an avatar with consent and gives its archive`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let clip = try await kim.uploaded("VIDEO clip")
            let consent = try await consent(kim, "face")
            let body: [String: any Sendable] = ["name": "Kim", "video_file_id": clip, "consent_id": consent]
            let queued = try await kim.post("/api/v1/video-models", body: body)
            #expect(["pending", "preparing"].contains(queued.data["status"].string ?? ""))
            let id = queued.data["id"].string ?? ""
            let early = try await kim.get("/api/v1/video-models/\(id)/archive")
            #expect(early.status == 409)
            house.engine.end(.succeed)
            let task = try await finished(kim, queued.data["task_id"].string ?? "")
            #expect(task.data["result"]["video_model_id"].string == id)

            let avatar = try await kim.get("/api/v1/video-models/\(id)")
            #expect(avatar.data["report"]["verdict"].string == "good")
            let archive = try await kim.get(avatar.data["archive_url"].string ?? "")
            #expect(archive.headers["content-type"] == "application/x-tar")
            #expect(archive.text.hasPrefix("tar "))
            let renamed = try await kim.send(
                "PATCH", "/api/v1/video-models/\(id)", ["Content-Type": "application/json"],
                Array(#"{"name":"Lee"}"#.utf8))
            #expect(renamed.data["name"].string == "Lee")
            let deleted = try await kim.send("DELETE", "/api/v1/video-models/\(id)")
            #expect(deleted.status == 200)
            let gone = try await kim.get("/api/v1/video-models/\(id)")
            #expect(gone.status == 404)
        }
    }

    @Test func `clones nobody without their recorded consent, or with that of somebody else's account`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let eve = try await house.http.signedUp("eve@example.org")
            let sample = try await kim.uploaded("AUDIO sample")
            let pending = try await kim.post("/api/v1/consents", body: ["kind": "voice", "subject": "Kim"])
            let face = try await consent(kim, "face")
            let hers = try await consent(eve, "voice")

            for id in [pending.data["id"].string, face, hers, "nothing", nil] {
                var body: [String: any Sendable] = ["name": "Kim", "audio_file_id": sample]
                body["consent_id"] = id
                let refused = try await kim.post("/api/v1/voice-models", body: body)
                #expect(refused.status == 422)
                #expect(refused.errorField == "consent_id")
            }
            let list = try await kim.get("/api/v1/voice-models")
            #expect(list.data["items"].array.isEmpty)
            // The first account is the administrator; the second is not.
            let path = "/api/v1/consents/\(pending.data["id"].string ?? "")/waiver"
            let forbidden = try await eve.post(path, body: ["reason": "on paper"])
            #expect(forbidden.status == 403)
            let waived = try await kim.post(path, body: ["reason": "on paper"])
            #expect(waived.data["status"].string == "waived")
        }
    }

    @Test(arguments: [
        ("/api/v1/generate", #"{"voice":"espeak:de","image_file_id":"IMG"}"#, "script"),
        ("/api/v1/generate", #"{"script":"x","voice":"espeak:de"}"#, "video_model_id"),
        ("/api/v1/generate", #"{"script":"x","image_file_id":"IMG"}"#, "voice"),
        ("/api/v1/generate", #"{"script":"  ","voice":"espeak:de","image_file_id":"IMG"}"#, "script"),
        ("/api/v1/generate", #"{"script":"x","voice":"espeak:de","video_model_id":"none"}"#, "video_model_id"),
        ("/api/v1/generate/speech", #"{"text":"","voice":"espeak:de"}"#, "text"),
        ("/api/v1/generate/speech", #"{"text":"x","voice":"espeak:de","rate":9}"#, "rate"),
        ("/api/v1/generate/speech", #"{"text":"x","voice":"espeak:de","format":"mp3"}"#, "format"),
        ("/api/v1/generate/speech", #"{"text":"x","voice_model_id":"none"}"#, "voice_model_id"),
        ("/api/v1/consents", #"{"kind":"hand","subject":"Kim"}"#, "kind"),
        ("/api/v1/consents", #"{"kind":"face","subject":" "}"#, "subject"),
    ])
    func `names the field that is wrong`(path: String, body: String, field: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let image = try await kim.uploaded("IMAGE portrait")
            let text = body.replacingOccurrences(of: "IMG", with: image)

            let refused = try await kim.post(path, json: text)

            #expect(refused.status == 422)
            #expect(refused.errorField == field)
        }
    }

    @Test func `refuses a text of more than 100,000 characters`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let text = String(repeating: "word ", count: 20_001)

            let refused = try await kim.post("/api/v1/generate/speech", body: ["text": text, "voice": "espeak:de"])

            #expect(refused.status == 422)
            #expect(refused.json["error"]["message"].string?.contains("100000") == true)
        }
    }

    @Test func `lists the voices by language`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let voices = try await kim.get("/api/v1/voices")

            #expect(voices.data["items"].array.map { $0["id"].string } == ["espeak:de", "espeak:en-us"])
        }
    }

    @Test func `takes the place of the face that is meant, in an image of several`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let inputs = try await kim.inputs()
            func order(_ face: String) -> String {
                #"{"image_file_id":"\#(inputs.image)","video_file_id":"\#(inputs.video)","mode":"wan-std","face":\#(face)}"#
            }

            let made = try await kim.post("/api/v1/videos/animate-move", json: order(#"{"x": 0.25, "y": 0.5}"#))
            let id = try #require(TaskID(rawValue: made.data["id"].string ?? ""))
            #expect(try await house.store.task(id)?.inputs.options["face"] == "0.25,0.5")

            let outside = try await kim.post("/api/v1/videos/animate-move", json: order(#"{"x": 1.5, "y": 0.5}"#))
            #expect(outside.status == 422 && outside.errorField == "face.x")
            let anyone = try await kim.post("/api/v1/videos/animate-move", json: order("null"))
            let other = try #require(TaskID(rawValue: anyone.data["id"].string ?? ""))
            #expect(try await house.store.task(other)?.inputs.options["face"] == nil)
            let clip = try await kim.post(
                "/api/v1/generate",
                json: #"{"script":"A","voice":"espeak:de","video_file_id":"\#(inputs.video)","face":{"x":0,"y":0}}"#)
            #expect(clip.status == 422 && clip.errorField == "face")
        }
    }

    @Test func `burns the visible mark for those who ask for it`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let changed = try await kim.send(
                "PUT", "/api/v1/users/profile", ["Content-Type": "application/json"],
                Array(#"{"visible_mark":true}"#.utf8))
            #expect(changed.data["visible_mark"].bool == true)

            let task = try await kim.animate(try await kim.inputs()).data["id"].string ?? ""

            let id = try #require(TaskID(rawValue: task))
            #expect(try await house.store.task(id)?.inputs.options["visible_mark"] == "true")
        }
    }
}

extension TestClient {
    /// The id of a file with these bytes.
    func uploaded(_ content: String) async throws -> String {
        try #require(try await upload(content).data["id"].string)
    }

    func post(_ path: String, body: [String: any Sendable]) async throws -> Reply {
        try await post(path, json: String(decoding: JSONSerialization.data(withJSONObject: body), as: UTF8.self))
    }
}
