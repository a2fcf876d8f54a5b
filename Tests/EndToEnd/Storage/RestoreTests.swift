import Foundation
import TestSupport
import Testing

/// The day the disk dies: a server that was restored from a backup answers as the one before it did.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RestoreTests {
    private let folder: TemporaryFolder
    private var home: String { folder.path + "/home" }
    private let environment = ["GREENROOM_BACKUP_PASSPHRASE": "correct horse battery staple"]
    private let serving = ["GREENROOM_SANDBOX_PORT": "0", "AVATAR_CALLBACK_HOSTS": "http://127.0.0.1:9"]
    private static let engines = Repository.fixtures.appending(path: "engines").path

    init() throws { folder = try TemporaryFolder() }

    /// Every GET route of the document that the client may call, with the ids of what it has.
    private func answers(_ client: Client) async throws -> [String: String] {
        let document = try JSONSerialization.jsonObject(with: await client.download(client.address + "/openapi.json"))
        let paths = try #require((document as? [String: Any])?["paths"] as? [String: [String: Any]])
        var answers: [String: String] = [:]
        for (path, methods) in paths where methods["get"] != nil {
            // Figures of this process, a stream without an end, and the way into another service.
            let isFleeting = ["/metrics", "/events", "/start", "/callback", "/health"]
                .contains(where: path.contains)
            guard !isFleeting else { continue }
            for address in try await addresses(of: path, client) {
                // Signed addresses change every five minutes.
                answers[address] = try await client.answer(address)
                    .replacing(/expires=\d+&signature=[\w-]+/, with: "")
            }
        }
        return answers
    }

    /// The path with each id that its list has.
    private func addresses(of path: String, _ client: Client) async throws -> [String] {
        guard let brace = path.range(of: "/{id}") else { return path.contains("{") ? [] : [path] }
        let list = String(path[..<brace.lowerBound])
        guard let items = try? await client.send("GET", list)["items"] as? [[String: Any]] else { return [] }
        return items.compactMap { $0["id"] as? String }.map { path.replacing("{id}", with: $0) }
    }

    /// Something of everything that an account can have.
    private func fill(_ client: Client) async throws {
        let image = try await client.upload(Assets.demo("portrait.png"), kind: "image")
        let clip = try await client.upload(Assets.demo("clip.mp4"), kind: "video")
        let spoken = try await client.send(
            "POST", "/generate/speech", json: ["text": "Hello.", "voice": "en"])
        let drawn = try await client.send(
            "POST", "/videos/animate-move",
            json: ["image_file_id": image, "video_file_id": clip, "engine": "toy", "mode": "wan-std"])
        for answer in [spoken, drawn] {
            let task = try #require((answer["task"] as? [String: Any] ?? answer)["id"] as? String)
            let end = try await Events(client, path: "/tasks/\(task)/events").first(
                containing: "\"status\":\"succeeded\"", "\"status\":\"failed\"")
            #expect(end?.contains("succeeded") == true, "\(end ?? "")")
        }
        let videos = try await client.send("GET", "/videos")["items"] as? [[String: Any]]
        let video = try #require(videos?.first?["id"] as? String)
        _ = try await client.send("POST", "/videos/\(video)/shares", json: ["password": "between us"])
        _ = try await client.send("PATCH", "/videos/\(video)", json: ["tags": ["spring"], "favorite": true])
        _ = try await client.send("PUT", "/settings/pronunciations", json: ["words": ["Nguyen": "win"]])
        _ = try await client.send("PUT", "/settings/favourite-voices", json: ["voices": ["espeak:de"]])
        _ = try await client.send("POST", "/webhooks", json: ["url": "http://127.0.0.1:9/news"])
        _ = try await client.send("POST", "/api/v1/api-keys", json: ["name": "ci", "scopes": ["read"]])
        _ = try await client.send("POST", "/api/v1/folders", json: ["name": "Spring"])
        _ = try await client.send("POST", "/api/v1/consents", json: ["kind": "voice", "subject": "Ada"])
        _ = try await client.send("POST", "/api/v1/admin/invitations", json: ["role": "member", "note": "for Lee"])
        _ = try await client.send("PUT", "/api/v1/users/settings", json: ["language": "ja", "country": "JP"])
    }

    @Test func `answers every question as before, on an empty machine`() async throws {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Self.engines, toPath: home + "/engines")
        let server = try await RunningServer(home: home, arguments: ["--offline"], environment: serving)
        var client = try await Client(server)
        try await fill(client)
        let before = try await answers(client)
        let made = try await Ended.run(
            Build.greenroom, ["backup", "create", "--home", home, "--folder", folder.path, "--media", "packed"],
            environment: environment)
        #expect(made.status == 0, "\(made.errors)")
        await server.end(SIGKILL)
        try FileManager.default.removeItem(atPath: home)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let backup = try #require(names.first { $0.hasSuffix(".tar.age") })

        let restored = try await Ended.run(
            Build.greenroom, ["restore", "\(folder.path)/\(backup)", "--home", home], environment: environment)
        #expect(restored.status == 0, "\(restored.errors)")
        let again = try await RunningServer(home: home, arguments: ["--offline"], environment: serving)
        client = client.at(again)
        let after = try await answers(client)

        #expect(before.count > 60, "\(before.keys.sorted())")
        let refused = before.filter { !$0.value.hasSuffix("200") }.keys.sorted()
        #expect(refused.count < 16, "\(refused)")
        for (address, answer) in before.sorted(by: { $0.key < $1.key }) {
            #expect(after[address] == answer, "\(address)")
        }
        #expect(Set(before.keys) == Set(after.keys))
        await again.end()
    }

    @Test func `two restores at once leave one home, whole`() async throws {
        let server = try await RunningServer(home: home)
        let client = try await Client(server)
        _ = try await client.upload(Assets.demo("clip.mp4"), kind: "video")
        _ = try await Ended.run(
            Build.greenroom, ["backup", "create", "--home", home, "--folder", folder.path, "--media", "packed"],
            environment: environment)
        await server.end()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let backup = folder.path + "/" + (try #require(names.first { $0.hasSuffix(".tar.age") }))
        let target = folder.path + "/target"

        async let one = Ended.run(Build.greenroom, ["restore", backup, "--home", target], environment: environment)
        async let other = Ended.run(Build.greenroom, ["restore", backup, "--home", target], environment: environment)
        let ends = try await [one, other]

        #expect(ends.map(\.status).sorted() == [0, 1])
        let refusal = try #require(ends.first { $0.status == 1 }?.errors)
        #expect(refusal.contains("in use by") || refusal.contains("has a database already"), "\(refusal)")
        let checked = try await Ended.run(Build.greenroom, ["doctor", "--deep", "--json", "--home", target])
        #expect(checked.output.contains(#"1 read, all whole"#), "\(checked.output)")
    }

    @Test func `age opens what was sealed, and sha256sum agrees`() async throws {
        let server = try await RunningServer(home: home)
        _ = try await Client(server)
        await server.end()
        _ = try await Ended.run(
            Build.greenroom, ["backup", "create", "--home", home, "--folder", folder.path], environment: environment)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let backup = try #require(names.first { $0.hasSuffix(".tar.age") })

        // `age` asks a terminal for the passphrase; `script` is one.
        let opened = try await Ended.run(
            "/bin/sh",
            [
                "-c",
                """
                (sleep 1; echo 'correct horse battery staple') | script -qec 'age -d -o b.tar \(backup)' /dev/null \
                && tar xf b.tar && sha256sum --quiet -c SHA256SUMS && test -s secrets/signing.key && echo whole
                """,
            ], in: folder.path)

        #expect(opened.output.contains("whole"), "\(opened.output) \(opened.errors)")
    }
}

extension Client {
    /// The same account at another server.
    fileprivate func at(_ server: RunningServer) -> Client {
        var other = self
        other.address = server.address
        return other
    }

    /// Status and body without what no two answers have in common: signatures, and ids of requests.
    fileprivate func answer(_ path: String) async throws -> String {
        var arguments = ["-s", "-w", "%{http_code}", "-H", "Authorization: Bearer \(token ?? "")"]
        arguments.append(address + path)
        let ended = try await Ended.run("/usr/bin/curl", arguments)
        return ended.output.replacing(/\?expires=\d+&signature=[A-Za-z0-9_-]+/, with: "")
            .replacing(/"request_id":"[^"]*"/, with: "").replacing(address, with: "")
    }
}
