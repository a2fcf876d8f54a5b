import Foundation
import Testing

/// Somebody works on a server from a terminal: signed in once, with a key that nobody else can read.
@Suite(.timeLimit(.minutes(3))) struct RemoteCommandTests {
    private let folder: TemporaryFolder
    private var home: String { folder.path + "/home" }
    private var config: String { folder.path + "/config" }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    }

    private func greenroom(_ arguments: String..., input: String = "") async throws -> Ended {
        try await Ended.run(
            Build.greenroom, arguments,
            environment: ["XDG_CONFIG_HOME": config, "XDG_STATE_HOME": folder.path + "/state"],
            input: Data(input.utf8))
    }

    private func key(of ada: Client) async throws -> String {
        let made = try await ada.send(
            "POST", "/api/v1/api-keys",
            json: ["name": "terminal", "scopes": ["read", "files", "tasks", "library", "models"]])
        return try #require(made["key"] as? String)
    }

    @Test func `keeps a key that only its owner can read, and refuses one that others can`() async throws {
        let server = try await RunningServer(home: home)
        let key = try await key(of: try await Client(server))

        let wrong = try await greenroom("login", server.address, "--key-stdin", input: "gr_wrong\n")
        let right = try await greenroom("login", server.address, "--key-stdin", input: key + "\n")

        #expect(wrong.status == 1 && !wrong.errors.contains("gr_wrong"))
        #expect(right.status == 0, "\(right)")
        #expect(!right.output.contains(key))
        let file = config + "/greenroom/logins.json"
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try await greenroom("file", "list").status == 0)
        chmod(file, 0o644)
        let open = try await greenroom("file", "list")
        #expect(open.status == 1 && open.errors.contains("chmod 600"))
        chmod(file, 0o600)
        #expect(try await greenroom("logout").status == 0)
        #expect(try await greenroom("file", "list").status != 0)
        await server.end()
    }

    @Test func `uploads, speaks, waits, and fetches the result`() async throws {
        let server = try await RunningServer(home: home)
        let key = try await key(of: try await Client(server))
        _ = try await greenroom("login", server.address, "--key-stdin", input: key + "\n")
        let output = folder.path + "/hello.wav"

        let spoken = try await greenroom(
            "speak", "Hello there.", "--voice", "espeak:en-gb", "-o", output, "--server", "login", "--json")

        #expect(spoken.status == 0, "\(spoken)")
        #expect(spoken.output.contains("\"output\""))
        let wave = try Data(contentsOf: URL(fileURLWithPath: output))
        #expect(wave.starts(with: Data("RIFF".utf8)))
        let uploaded = try await greenroom("file", "upload", output, "--json")
        #expect(uploaded.status == 0, "\(uploaded)")
        let file = try #require(
            try JSONSerialization.jsonObject(with: Data(uploaded.output.utf8)) as? [String: Any])
        let id = try #require(file["id"] as? String)
        #expect(try await greenroom("file", "list").output.contains(id))
        let copy = folder.path + "/copy.wav"
        #expect(try await greenroom("file", "download", id, "-o", copy).status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == wave)
        let tasks = try await greenroom("task", "list", "--server", server.address)
        #expect(tasks.output.contains("speech") && tasks.output.contains("succeeded"), "\(tasks)")
        let none = try await greenroom("task", "show", "nothing")
        #expect(none.status == 1 && none.errors.hasPrefix("greenroom: "))
        #expect(try await greenroom("voice", "list").output.contains("espeak:en-gb"))
        #expect(try await greenroom("file", "delete", id).status == 0)
        await server.end()
    }

    @Test func `makes a film of a script with pictures beside it`() async throws {
        let server = try await RunningServer(home: home)
        let key = try await key(of: try await Client(server))
        _ = try await greenroom("login", server.address, "--key-stdin", input: key + "\n")
        let picture = try Assets.demo("portrait.png")
        try FileManager.default.copyItem(atPath: picture, toPath: folder.path + "/ada.png")
        let scene = #"{"image": "ada.png", "voice": "espeak:en-us", "script": "Hello."}"#
        let script = folder.path + "/film.json"
        try Data(#"{"format": "square", "scenes": [\#(scene), \#(scene)]}"#.utf8).write(to: URL(filePath: script))
        let output = folder.path + "/out.mp4"

        let price = try await greenroom("film", script, "--estimate")
        let made = try await greenroom("film", script, "-o", output)

        #expect(price.status == 0 && price.output.contains("seconds"), "\(price)")
        #expect(made.status == 0 && made.output == output + "\n", "\(made)")
        #expect(try Data(contentsOf: URL(filePath: output)).dropFirst(4).starts(with: Data("ftyp".utf8)))
        let wrong = folder.path + "/wrong.json"
        try Data("{}".utf8).write(to: URL(filePath: wrong))
        let refused = try await greenroom("film", wrong)
        #expect(refused.status == 64 && refused.errors.contains("scenes"))
        await server.end()
    }

    /// As an earlier run has noted it.
    private func note(_ place: String, _ server: String, _ path: String, _ size: Int, _ modifiedAt: Int) async throws {
        let text = "\(server)\n\(path)\n\(size)\n\(modifiedAt)"
        let hash = try await Ended.run("/usr/bin/sha256sum", [], input: Data(text.utf8)).output.prefix(64)
        let notes = folder.path + "/state/greenroom/uploads"
        try FileManager.default.createDirectory(atPath: notes, withIntermediateDirectories: true)
        try Data(place.utf8).write(to: URL(fileURLWithPath: "\(notes)/\(hash)"))
    }

    @Test func `an upload that was cut off goes on where it was`() async throws {
        let server = try await RunningServer(home: home)
        let ada = try await Client(server)
        let key = try await key(of: ada)
        _ = try await greenroom("login", server.address, "--key-stdin", input: key + "\n")
        // Some bytes of the file are there already, as an earlier run has noted.
        let path = folder.path + "/sound.wav"
        let output = try await greenroom(
            "speak", "One, two, three.", "--voice", "espeak:en-gb", "-o", path, "--server", "login")
        #expect(output.status == 0, "\(output)")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let half = try await Ended.run(
            "/usr/bin/curl",
            [
                "-si", "-X", "POST", "--max-time", "60", server.address + "/api/v1/uploads", "-H", "X-API-Key: \(key)",
                "-H",
                "Tus-Resumable: 1.0.0", "-H", "Upload-Length: \(bytes.count)", "-H",
                "Content-Type: application/offset+octet-stream", "--data-binary", "@-",
            ], input: bytes.prefix(bytes.count / 2))
        let place = try #require(half.output.firstMatch(of: /(?i)location: (\S+)/).map { String($0.1) }, "\(half)")
        var facts = stat()
        #expect(stat(path, &facts) == 0)
        try await note(place, server.address, path, bytes.count, facts.st_mtim.tv_sec)

        let uploaded = try await greenroom("file", "upload", path)

        #expect(uploaded.status == 0, "\(uploaded)")
        let id = uploaded.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let file = try await ada.send("GET", "/api/v1/files/\(id)")
        #expect(file["size_bytes"] as? Int == bytes.count)
        let list = try await ada.send("GET", "/api/v1/files")
        let items = list["items"] as? [[String: Any]] ?? []
        #expect(items.count { $0["origin"] as? String == "upload" } == 1)
        await server.end()
    }
}
