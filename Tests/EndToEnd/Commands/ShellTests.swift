import Foundation
import Testing

/// What an administrator does in the shell, with the server running and stopped.
@Suite(.timeLimit(.minutes(2))) struct ShellTests {
    private let folder: TemporaryFolder
    private var home: String { folder.path + "/home" }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    }

    @discardableResult
    private func greenroom(_ arguments: String...) async throws -> Ended {
        try await Ended.run(Build.greenroom, arguments + ["--home", home])
    }

    private func password(in ended: Ended) throws -> String {
        try #require(ended.output.firstMatch(of: /password: (\S+)/).map { String($0.1) }, "\(ended)")
    }

    @Test func `makes an administrator before the first start, who can sign in`() async throws {
        let made = try await greenroom("user", "create", "ada@example.com", "--admin")
        let password = try password(in: made)
        let server = try await RunningServer(home: home)

        let ada = try await Client(server, email: "ada@example.com", password: password)

        let profile = try await ada.send("GET", "/users/profile")
        #expect(profile["role"] as? String == "admin")
        #expect(try await greenroom("user", "create", "ada@example.com").status == 1)
        await server.end()
    }

    @Test func `lets somebody in again over a running server, and ends the sign-ins there were`() async throws {
        let server = try await RunningServer(home: home)
        let before = try await Client(server)

        let password = try password(in: try await greenroom("user", "reset-password", "ada@example.com"))

        await #expect(throws: Client.Unexpected.self) { try await before.send("GET", "/users/profile") }
        let after = try await Client(server, email: "ada@example.com", password: password)
        #expect(try await after.send("GET", "/users/profile")["email"] as? String == "ada@example.com")
        #expect(try await greenroom("user", "role", "ada@example.com", "member").errors.contains("administrator"))
        let list = try await greenroom("user", "list")
        #expect(list.output.contains("ada@example.com"))
        await server.end()
    }

    @Test func `a paused queue starts nothing, over a restart too, until it is resumed`() async throws {
        var server = try await RunningServer(home: home)
        try await greenroom("queue", "pause")
        await server.end()
        server = try await RunningServer(home: home)
        let ada = try await Client(server)
        let speech: [String: any Sendable] = ["text": "Hello.", "voice": "espeak:en-gb", "format": "wav"]
        let task = try await ada.send("POST", "/generate/speech", json: speech)
        let id = try #require(task["id"] as? String)
        let events = try Events(ada, path: "/tasks/\(id)/events")

        #expect(try await greenroom("queue").output.contains("running: 0, waiting: 1"))
        #expect(try await greenroom("task", "list").output.contains(id))
        try await greenroom("queue", "resume")

        #expect(await events.first(containing: "succeeded", "failed")?.contains("succeeded") == true)
        #expect(try await greenroom("queue", "drain").output.contains("running: 0"))
        await server.end()
    }

    @Test func `cancels a task of a stopped server`() async throws {
        let server = try await RunningServer(home: home, arguments: ["--queue-paused"])
        let ada = try await Client(server)
        let speech: [String: any Sendable] = ["text": "Hello.", "voice": "espeak:en-gb", "format": "wav"]
        let task = try await ada.send("POST", "/generate/speech", json: speech)
        let id = try #require(task["id"] as? String)
        await server.end()

        #expect(try await greenroom("task", "cancel", id).status == 0)

        #expect(try await greenroom("task", "list").output.contains("cancelled"))
        #expect(try await greenroom("task", "retry", id).status == 0)
        #expect(try await greenroom("task", "list").output.contains("queued"))
    }

    @Test func `the socket is its owner's alone, and goes with the server`() async throws {
        let server = try await RunningServer(home: home)
        let socket = home + "/shell.sock"

        let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        await server.end()

        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    @Test func `changes how much is logged while the server runs`() async throws {
        let server = try await RunningServer(home: home)
        let ada = try await Client(server)
        let log = { try String(contentsOfFile: home + ".log", encoding: .utf8) }

        try await greenroom("log-level", "error")
        try await ada.send("GET", "/users/profile", headers: ["X-Request-Id": "unseen"])
        try await greenroom("log-level", "info")
        try await ada.send("GET", "/users/profile", headers: ["X-Request-Id": "seen"])
        await server.end()

        #expect(try !log().contains("unseen") && log().contains(#""request_id":"seen""#))
        #expect(try await greenroom("log-level", "loud").status == 1)
    }

    @Test func `says whether the server would start with its settings`() async throws {
        #expect(try await greenroom("settings", "check").status == 0)

        let wrong = try await Ended.run(
            Build.greenroom, ["settings", "check"], environment: ["GREENROOM_PORT": "eighty"])

        #expect(wrong.status == 1 && wrong.errors.contains("GREENROOM_PORT"))
    }
}
