import Foundation
import TestSupport
import Testing

/// The database under Litestream: every change is in the replica, and the doctor sees when one is not.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LitestreamTests {
    private let folder: TemporaryFolder
    private var home: String { folder.path + "/home" }
    private var replica: String { folder.path + "/replica" }
    private var settings: String { folder.path + "/litestream.yml" }

    init() throws {
        folder = try TemporaryFolder()
        let text = """
            dbs:
              - path: \(home)/greenroom.db
                replica: {type: file, path: \(replica), sync-interval: 1s}
            """
        try Data(text.utf8).write(to: URL(filePath: settings))
    }

    /// Of the environment of `packaging/setup --test`.
    private static let program = Installed.path("buckets/bin/litestream")

    private func replicate() throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = ["replicate", "-config", settings]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// - Returns: how many files the database knows that comes out of the replica.
    private func restore(to other: String) async throws -> String {
        let database = other + "/greenroom.db"
        unlink(database)
        let restored = try await Ended.run(
            Self.program, ["restore", "-config", settings, "-o", database, home + "/greenroom.db"])
        try #require(restored.status == 0, "\(restored.errors)")
        let count =
            "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM file').fetchone()[0])"
        return try await Ended.run(Moto.python, ["-c", count, database]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func doctor() async throws -> String {
        let said = try await Ended.run(
            Build.greenroom, ["doctor", "--json", "--home", home], environment: ["GREENROOM_LITESTREAM": replica])
        let lines = (try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any])?["findings"]
        let findings = try #require(lines as? [[String: Any]], "\(said.output)")
        let line = try #require(findings.first { $0["what"] as? String == "litestream" })
        return "\(line["verdict"] ?? "") \(line["says"] ?? "")"
    }

    @Test func `has every change, also after a kill, and the doctor tells when the replica is gone`() async throws {
        let server = try await RunningServer(home: home)
        let litestream = try replicate()
        defer { litestream.end() }
        let client = try await Client(server)
        _ = try await client.upload(Assets.demo("portrait.png"), kind: "image")
        var told = ""
        while !told.hasPrefix("ok the replica") {
            try #require(litestream.isRunning)
            told = try await doctor()
            try await Task.sleep(for: .milliseconds(100))
        }
        await server.end(SIGKILL)

        let other = folder.path + "/other"
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: home + "/secrets", toPath: other + "/secrets")
        // Litestream reads what the server has left within a second or two.
        while try await restore(to: other) == "0" { try await Task.sleep(for: .milliseconds(200)) }
        litestream.end()
        let again = try await RunningServer(home: other)
        let files = try await Client(again, isNew: false).send("GET", "/files")["items"] as? [[String: Any]]
        #expect(files?.count == 1)
        await again.end()

        try FileManager.default.removeItem(atPath: replica)
        let afterwards = try await doctor()
        #expect(afterwards.hasPrefix("wrong there is no replica"), "\(afterwards)")
    }
}
