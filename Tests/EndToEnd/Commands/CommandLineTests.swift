import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct CommandLineTests {
    @Test func `animate makes a video without a server and tells its progress as JSON`() async throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/out.mp4"

        let ended = try await Ended.run(
            Build.greenroom,
            ["animate", try Assets.demo("portrait.png"), try Assets.demo("clip.mp4"), "-o", output, "--json"])

        #expect(ended.status == 0, "\(ended.errors)")
        let lines = try ended.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        let progress = lines.compactMap { $0["progress"] as? Double }
        #expect(progress.count > 5 && progress == progress.sorted())
        #expect((lines.last?["output"] as? [String: Any])?["video"] as? String == output)
        #expect(FileManager.default.fileExists(atPath: output))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.mp4"])
    }

    @Test func `a clip where the picture belongs is refused with status 3 and leaves nothing behind`() async throws {
        let folder = try TemporaryFolder()
        let note = folder.path + "/note.txt"
        try Data("hello".utf8).write(to: URL(fileURLWithPath: note))

        let ended = try await Ended.run(
            Build.greenroom, ["animate", note, try Assets.demo("clip.mp4"), "-o", folder.path + "/out.mp4"])

        #expect(ended.status == 3, "\(ended.errors)")
        #expect(!ended.errors.isEmpty && !ended.errors.contains("Fatal"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["note.txt"])
    }

    @Test func `an output that is there is not replaced unasked`() async throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/out.mp4"
        try Data("mine".utf8).write(to: URL(fileURLWithPath: output))

        let ended = try await Ended.run(
            Build.greenroom,
            ["animate", try Assets.demo("portrait.png"), try Assets.demo("clip.mp4"), "-o", output])

        #expect(ended.status == 1)
        #expect(ended.errors.contains("--force"))
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "mine")
    }

    @Test(arguments: [
        ["GREENROOM_PORT": "eighty"], ["GREENROOM_PORT": "70000"], ["ENV": "prod"],
        ["GREENROOM_LOG_LEVEL": "loud"], ["GREENROOM_QUEUE_PAUSED": "maybe"], ["GREENROOM_BUILTIN_SLOTS": "0"],
        ["GREENROOM_MAX_VIDEO_MB": "-1"], ["GREENROOM_PUBLIC_URL": "studio"],
        ["GREENROOM_PUBLIC_URL": "https://host.example/studio"],
    ])
    func `a wrong setting stops the start with a sentence that names it`(wrong: [String: String]) async throws {
        let folder = try TemporaryFolder()

        let ended = try await Ended.run(
            Build.greenroom, ["serve", "--home", folder.path + "/home"], environment: wrong)

        let (name, value) = try #require(wrong.first)
        #expect(ended.status == 1)
        #expect(ended.errors.contains(name) && ended.errors.contains(value))
        #expect(ended.errors.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/home"))
    }

    @Test(arguments: ["GREENROOM_METRICS_TOKEN", "AVATAR_API_KEY"])
    func `a secret that is easy to guess stops the start, and is not told`(name: String) async throws {
        let folder = try TemporaryFolder()

        let ended = try await Ended.run(
            Build.greenroom, ["serve", "--home", folder.path + "/home"], environment: [name: "opensesame"])

        #expect(ended.status == 1)
        #expect(ended.errors.contains(name) && !ended.errors.contains("opensesame"))
    }

    @Test func `the file of the environment is read, and the environment goes before it`() async throws {
        let folder = try TemporaryFolder()
        try Data("GREENROOM_PORT=8123\nGREENROOM_HOST=127.0.0.7\n".utf8)
            .write(to: URL(fileURLWithPath: folder.path + "/.env.staging"))

        let ended = try await Ended.run(
            Build.greenroom, ["doctor", "--home", folder.path + "/home"],
            environment: ["ENV": "staging", "GREENROOM_PORT": "8124"], in: folder.path)

        #expect(ended.output.contains("http://127.0.0.7:8124"), "\(ended.output)\(ended.errors)")
    }

    @Test func `a second server on the same home says which process holds it`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")

        let ended = try await Ended.run(
            Build.greenroom, ["serve", "--home", folder.path + "/home", "--port", "0"])

        #expect(ended.status == 1)
        #expect(ended.errors.contains("\(server.pid)"))
        await server.end()
    }

    @Test func `the signing key is for its owner alone`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")
        await server.end()

        let facts = try FileManager.default.attributesOfItem(atPath: folder.path + "/home/secrets/signing.key")
        #expect(facts[.posixPermissions] as? Int == 0o600)
    }

    @Test func `the doctor finds a healthy installation healthy, and a damaged database damaged`() async throws {
        let folder = try TemporaryFolder()
        let home = folder.path + "/home"
        let server = try await RunningServer(home: home)
        let well = try await Ended.run(Build.greenroom, ["doctor", "--home", home, "--json"])
        await server.end()
        let database = try #require(FileHandle(forUpdatingAtPath: home + "/greenroom.db"))
        try database.seek(toOffset: 4096)
        try database.write(contentsOf: Data(repeating: 0xa5, count: 8192))
        try database.close()

        let ill = try await Ended.run(Build.greenroom, ["doctor", "--home", home])

        #expect(well.status == 0, "\(well.output)")
        #expect(ill.status == 1)
        #expect(ill.output.contains(/wrong +database/), "\(ill.output)")
    }

    @Test func `every setting that is read stands in the help and in the guide`() async throws {
        let sources = Repository.folder.appending(path: "Sources/greenroom")
        let listed = try await Ended.run(Build.greenroom, ["settings"])
        let list = try await Ended.run(Build.greenroom, ["settings", "--html"])
        let serve = try await Ended.run(Build.greenroom, ["help", "serve"])
        var read: Set<String> = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where file.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            for match in text.matches(of: /"((GREENROOM|AVATAR|GEOIP)_[A-Z_]+|ENV)"/) {
                read.insert(String(match.output.1))
            }
        }

        #expect(read.count > 40)
        let names = listed.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        for name in read {
            // Some are read with an end: the names of an app's id and secret.
            #expect(names.contains { $0 == name || $0.hasPrefix(name + "_") }, "\(name)")
        }
        let page = try String(
            contentsOf: Repository.folder.appending(path: "web/docs/guide/settings/index.html"), encoding: .utf8)
        #expect(page.contains(list.output), "packaging/guide puts what greenroom settings --html prints into the guide")
        #expect(serve.output.contains("greenroom settings"))
    }

    @Test func `version and help answer`() async throws {
        let version = try await Ended.run(Build.greenroom, ["version"])
        let help = try await Ended.run(Build.greenroom, ["--help"])
        let wrong = try await Ended.run(Build.greenroom, ["dance"])

        #expect(version.output.hasPrefix("greenroom "))
        for command in ["serve", "animate", "doctor", "version"] { #expect(help.output.contains(command)) }
        #expect(wrong.status == 64)
    }
}
