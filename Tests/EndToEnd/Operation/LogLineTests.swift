import Foundation
import Testing

/// What stands in the log, and what must not.
@Suite(.timeLimit(.minutes(2))) struct LogLineTests {
    private func lines(_ path: String) throws -> [[String: Any]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
    }

    @Test func `one JSON line a request, with who asked for what and how long it took`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")
        let ada = try await Client(server)
        let profile = try await ada.send("GET", "/users/profile", headers: ["X-Request-Id": "mine"])
        await server.end()

        let mine = try lines(folder.path + "/home.log").filter { $0["request_id"] as? String == "mine" }

        #expect(mine.count == 1)
        let line = try #require(mine.first)
        #expect(line["message"] as? String == "request" && line["level"] as? String == "info")
        #expect(line["route"] as? String == "/api/v1/users/profile" && line["status"] as? Int == 200)
        #expect(line["account_id"] as? String == profile["id"] as? String)
        #expect(line["duration_ms"] is Int && line["time"] is String)
    }

    @Test func `a whole job leaves no address, name, password, script or token in the log`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(
            home: folder.path + "/home", arguments: ["--offline"],
            environment: ["GREENROOM_SANDBOX_PORT": "0", "GREENROOM_LOG_LEVEL": "trace"])
        let ada = try await Client(server, email: "ada.lovelace@example.com", name: "Augusta Byron")
        let image = try await ada.upload(try Assets.demo("portrait.png"), kind: "image")
        let task = try await ada.send(
            "POST", "/generate/speech",
            json: ["text": "My secret words.", "voice": "espeak:en-gb", "format": "wav", "title": "Private title"])
        let events = try Events(ada, path: "/tasks/\(try #require(task["id"] as? String))/events")
        _ = await events.first(containing: "succeeded", "failed")
        let file = try await ada.send("GET", "/files/\(image)")
        if let url = file["url"] as? String { _ = try await ada.download(url) }
        let key = try await ada.send(
            "POST", "/api/v1/api-keys", json: ["name": "Night shift", "scopes": ["read"]])
        await #expect(throws: Client.Unexpected.self) {
            _ = try await Client(server, email: "ada.lovelace@example.com", password: "wrong horse", isNew: false)
        }
        await server.end()

        let log = try String(contentsOfFile: folder.path + "/home.log", encoding: .utf8)

        let secrets = [
            "ada.lovelace@", "Augusta", "correct horse", "wrong horse", "secret words", "Private title", "Night shift",
            ada.token ?? "?", key["key"] as? String ?? "?", "signature=" + (file["url"] as? String ?? "?"),
        ]
        for secret in secrets { #expect(!log.contains(secret), "\(secret)") }
        #expect(log.contains("/api/v1/generate/speech"))
        #expect(!log.contains(/eyJ[A-Za-z0-9_\-]{10,}/) && !log.contains(/signature=[A-Za-z0-9]/))
    }

    @Test func `a folder gets a file a day, the days before are compressed, and old ones go`() async throws {
        let (folder, files) = (try TemporaryFolder(), FileManager.default)
        let logs = folder.path + "/logs"
        try files.createDirectory(atPath: logs, withIntermediateDirectories: true)
        try Data("yesterday\n".utf8).write(to: URL(fileURLWithPath: logs + "/greenroom.log"))
        let yesterday = Date(timeIntervalSinceNow: -86_400)
        try files.setAttributes([.modificationDate: yesterday], ofItemAtPath: logs + "/greenroom.log")
        try Data().write(to: URL(fileURLWithPath: logs + "/greenroom-2020-01-01.log.gz"))
        let server = try await RunningServer(
            home: folder.path + "/home", environment: ["GREENROOM_LOG_DIR": logs])

        let aside = "\(logs)/greenroom-\(yesterday.ISO8601Format().prefix(10)).log.gz"
        let unpacked = try await Ended.run(
            "/bin/sh", ["-c", "for n in $(seq 100); do [ -s \(aside) ] && break; sleep 0.1; done; zcat \(aside)"])
        #expect(unpacked.output == "yesterday\n")
        _ = try await Ended.run(
            "/bin/sh",
            ["-c", "for n in $(seq 100); do [ -e \(logs)/greenroom-2020-01-01.log.gz ] || break; sleep 0.1; done"])
        #expect(!files.fileExists(atPath: logs + "/greenroom-2020-01-01.log.gz"))

        // As logrotate does it.
        try files.moveItem(atPath: logs + "/greenroom.log", toPath: logs + "/moved")
        kill(server.pid, SIGHUP)
        _ = try await Ended.run(
            "/bin/sh", ["-c", "for n in $(seq 100); do [ -e \(logs)/greenroom.log ] && break; sleep 0.1; done"])
        _ = try await Client(server)
        await server.end()
        #expect(try lines(logs + "/greenroom.log").contains { $0["route"] as? String == "/api/v1/auth/register" })
    }
}
