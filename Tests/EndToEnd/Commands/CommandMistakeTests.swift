import Foundation
import Testing

/// What a person at a terminal gets wrong is answered with one plain sentence.
@Suite(.timeLimit(.minutes(3))) struct CommandMistakeTests {
    @Test(arguments: [
        (["animate", "portrait.png", "clip.mp4", "-o", "out.mp4", "--mode", "best"], "best", 64),
        (["mix", "portrait.png", "clip.mp4", "-o", "out.mp4", "--mode", "512"], "512", 64),
        (["animate", "portrait.png", "clip.mp4", "-o", "missing/out.mp4"], "missing does not exist", 1),
        (["animate", "portrait.png", "clip.mp4", "-o", "out.txt"], "out.txt", 64),
        (["prepare-avatar", "clip.mp4", "-o", "avatar.zip"], ".tar", 64),
        (["talk", "nobody.png", "--text", "Hi", "-o", "out.mp4"], "nobody.png does not exist", 1),
        (["talk", "portrait.png", "--text", "Hi", "-o", "out.mp4", "--subtitles", "big"], "big", 64),
        (["speak", "Hi", "-o", "out.ogg"], "out.ogg", 64),
        (["voices", "--language", "tlh"], "tlh", 64),
        (["clone", "clip.mp4", "-o", "out.json", "--language", "tlh"], "tlh", 64),
    ])
    func `a mistake is answered with one sentence and leaves nothing behind`(
        arguments: [String], named: String, status: Int32
    ) async throws {
        let folder = try TemporaryFolder()
        for name in ["portrait.png", "clip.mp4"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/" + name, withDestinationPath: Assets.demo(name))
        }

        let ended = try await Ended.run(Build.greenroom, arguments, in: folder.path)

        #expect(ended.status == status)
        #expect(ended.errors.hasPrefix("greenroom: ") && ended.errors.contains(named), "\(ended.errors)")
        #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(left == ["clip.mp4", "portrait.png"])
    }

    /// Whether a test may mount a small disk of its own.
    private static let mountsDisks: Bool = {
        let trial = Process()
        trial.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        trial.arguments = ["-rm", "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"]
        trial.standardError = FileHandle.nullDevice
        guard (try? trial.run()) != nil else { return false }
        trial.waitUntilExit()
        return trial.terminationStatus == 0
    }()

    /// The home was made by a start that came to nothing; its keys and its database were not.
    @Test(.enabled(if: mountsDisks)) func `a first start on a full disk says what to do`() async throws {
        let folder = try TemporaryFolder()
        let script = """
            mount -t tmpfs -o size=4m none . && cd "$PWD" || exit 9
            GREENROOM_HOST=nope.invalid "$0" serve --home home --offline 2>/dev/null
            head -c 8m /dev/zero > filling 2>/dev/null
            exec "$0" serve --home home --port 0 --offline
            """

        let ended = try await Ended.run(
            "/usr/bin/unshare", ["-rm", "sh", "-c", script, Build.greenroom],
            environment: ["GREENROOM_SANDBOX_PORT": "0"],
            in: folder.path)

        #expect(ended.status == 1, "\(ended.errors)")
        let last = ended.errors.split(separator: "\n").last ?? ""
        #expect(
            last.hasPrefix("greenroom: ") && last.contains("the disk is full; make room and try again"),
            "\(ended.errors)")
    }

    @Test(arguments: [
        ("/proc/none/home", [:], "/proc/none/home cannot be used: No such file or directory"),
        ("file", [:], "file cannot be used: File exists"),
        ("home", ["GREENROOM_PUBLIC_URL": "https://studio.example.com/greenroom"], "not under a path"),
        ("home", ["GREENROOM_PUBLIC_URL": "https://kim:secret@studio.example.com"], "user name"),
        ("home", ["GREENROOM_HOST": "nope.invalid"], "does not know the address nope.invalid."),
        ("home", ["GREENROOM_LOG_DIR": "/proc/none/logs"], "No such file or directory"),
        ("home", ["GREENROOM_PORT": "99999"], "from 0 to 65535"),
    ])
    func `a server that cannot start says why in one sentence`(
        home: String, settings: [String: String], said: String
    ) async throws {
        let folder = try TemporaryFolder()
        _ = FileManager.default.createFile(atPath: folder.path + "/file", contents: nil)

        let ended = try await Ended.run(
            Build.greenroom, ["serve", "--home", home] + (settings["GREENROOM_PORT"] == nil ? ["--port", "0"] : []),
            environment: settings, in: folder.path)

        #expect(ended.status == 1)
        let lines = ended.errors.split(separator: "\n").filter { $0.hasPrefix("greenroom: ") }
        #expect(lines.count == 1 && lines.first?.contains(said) == true, "\(ended.errors)")
        #expect(!ended.errors.contains("Domain="), "\(ended.errors)")
    }

    @Test func `a port that is taken is said to be`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/one")
        let port = try #require(URL(string: server.address)?.port)

        let ended = try await Ended.run(
            Build.greenroom, ["serve", "--home", folder.path + "/two", "--port", "\(port)"])

        #expect(ended.status == 1)
        #expect(ended.errors.contains("greenroom: Port \(port) is already in use.\n"), "\(ended.errors)")
        await server.end()
    }

    @Test(arguments: [true, false]) func `a port that is taken is said to be, whoever wants it, and nothing else is`(
        isServers: Bool
    ) async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/one")
        let taken = try #require(URL(string: server.address)?.port)

        for _ in 0..<3 {
            let ended = try await Ended.run(
                Build.greenroom,
                ["serve", "--offline", "--home", folder.path + "/two", "--port", isServers ? "\(taken)" : "0"],
                environment: ["GREENROOM_SANDBOX_PORT": isServers ? "0" : "\(taken)"])

            #expect(ended.status == 1)
            let said = ended.errors.split(separator: "\n")
            #expect(said.count == 1, "\(ended.errors)")
            #expect(said.first?.hasPrefix("greenroom: Port \(taken) is already in use.") == true, "\(ended.errors)")
        }
        await server.end()
    }

    @Test func `doctor says that a home it is told of is not there`() async throws {
        let folder = try TemporaryFolder()

        let ended = try await Ended.run(Build.greenroom, ["doctor", "--home", folder.path + "/none"])

        #expect(ended.status == 1)
        #expect(ended.output.contains("there is no folder \(folder.path)/none"), "\(ended.output)")
    }

    @Test func `speak writes MP3 where it is asked for`() async throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/out.mp3"

        let ended = try await Ended.run(Build.greenroom, ["speak", "Good evening, everybody.", "-o", output])
        let media = Build.folder.appending(path: "greenroom-media").path
        let probe = try await Ended.run(media, ["probe", output])

        #expect(ended.status == 0, "\(ended.errors)")
        let facts = try #require(
            try JSONSerialization.jsonObject(with: Data(probe.output.utf8)) as? [String: Any], "\(probe.errors)")
        #expect(facts["container"] as? String == "mp3")
        #expect(((facts["duration_ms"] as? Int) ?? 0) > 900)
    }

    @Test func `mix takes the visible mark`() async throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/out.mp4"

        let ended = try await Ended.run(
            Build.greenroom,
            ["mix", try Assets.demo("portrait.png"), try Assets.demo("clip.mp4"), "-o", output, "--visible-mark"])

        #expect(ended.status == 0, "\(ended.errors)")
        #expect(FileManager.default.fileExists(atPath: output))
    }
}
