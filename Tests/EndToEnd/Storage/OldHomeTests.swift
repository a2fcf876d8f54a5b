import Crypto
import Foundation
import TestSupport
import Testing

/// A home that a released version left, opened by this one: what people made is still theirs.
@Suite(.timeLimit(.minutes(2))) struct OldHomeTests {
    private static let folder = Repository.fixtures.appending(path: "homes")

    /// Every version that was kept.
    static let versions = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".tar.gz") }.map { String($0.dropLast(7)) }.sorted()

    private struct Kept: Decodable { let key, image, task, waiting: String }

    @Test(arguments: versions) func `starts from the home of every released version`(version: String) async throws {
        let folder = try TemporaryFolder()
        let archive = Self.folder.appending(path: version + ".tar.gz").path
        let unpacked = try await Ended.run("/bin/tar", ["-xzf", archive, "-C", folder.path])
        try #require(unpacked.status == 0, "\(unpacked)")
        let home = folder.path + "/home"
        let kept = try JSONDecoder().decode(Kept.self, from: Data(contentsOf: URL(filePath: home + "/kept.json")))
        let server = try await RunningServer(home: home, environment: ["BILLING": "quota"])

        // Both still sign in, one of them administers, and the key still opens.
        let ada = try await Client(server, isNew: false)
        _ = try await Client(server, email: "grace@example.com", isNew: false)
        #expect(try await ada.send("GET", "/users/profile")["role"] as? String == "admin")
        var robot = ada
        robot.token = nil
        let byKey = try await robot.send("GET", "/tasks/\(kept.task)", headers: ["X-API-Key": kept.key])
        #expect(byKey["status"] as? String == "succeeded")
        // What was made is served, byte for byte what its name says.
        for id in [kept.image, try #require((byKey["result"] as? [String: Any])?["file_id"] as? String, "\(byKey)")] {
            let file = try await ada.send("GET", "/files/\(id)")
            let bytes = try await ada.download(try #require(file["url"] as? String, "\(file)"))
            let hash = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
            #expect(FileManager.default.fileExists(atPath: "\(home)/media/\(hash.prefix(2))/\(hash)"))
        }
        // What waited is made now.
        let events = try Events(ada, path: "/tasks/\(kept.waiting)/events")
        #expect(await events.first(containing: "succeeded", "failed")?.contains("succeeded") == true)
        let doctor = try await Ended.run(Build.greenroom, ["doctor", "--home", home])
        #expect(doctor.output.contains(/ok +database +whole/), "\(doctor)")
        #expect(await server.end() == 0)
    }

    @Test(arguments: versions) func `a released version's migrations stay as they were`(version: String) throws {
        let migrations = Self.folder.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "data/migrations")
        let lines = try String(contentsOf: Self.folder.appending(path: version + ".sha256"), encoding: .utf8)
            .split(separator: "\n")

        #expect(lines.count >= 16)
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            let bytes = try Data(contentsOf: migrations.appending(path: parts[1]))
            let hash = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
            #expect(hash == parts[0], "\(parts[1]) was edited after \(version): write a new migration instead")
        }
        // A new one comes after them all.
        let released = Set(lines.compactMap { $0.split(separator: " ").last.map(String.init) })
        let newest = try #require(released.max())
        for name in try FileManager.default.contentsOfDirectory(atPath: migrations.path) where !released.contains(name)
        {
            #expect(name > newest, "\(name) comes before \(newest) of \(version)")
        }
    }
}
