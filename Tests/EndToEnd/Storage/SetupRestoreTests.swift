import Foundation
import Logging
import Sandbox
import Testing

/// A new server that becomes an old one, asked for on its first page.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SetupRestoreTests {
    private let folder: TemporaryFolder
    private let passphrase = "correct horse battery staple"

    init() throws { folder = try TemporaryFolder() }

    /// - Returns: the backup's file, where it is one, and the client of the account in it.
    private func backup(
        to place: String? = nil, _ keys: [String: String] = [:]
    ) async throws -> (path: String, client: Client) {
        let home = folder.path + "/old"
        let server = try await RunningServer(home: home)
        let client = try await Client(server)
        _ = try await client.upload(Assets.demo("portrait.png"), kind: "image")
        await server.end()
        let made = try await Ended.run(
            Build.greenroom,
            ["backup", "create", "--home", home, "--folder", place ?? folder.path, "--media", "packed"],
            environment: keys.merging(["GREENROOM_BACKUP_PASSPHRASE": passphrase]) { $1 })
        #expect(made.status == 0, "\(made.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (folder.path + "/" + (names.first { $0.hasSuffix(".tar.age") } ?? ""), client)
    }

    /// Talks to a server that is about to become another one.
    private struct Setup {
        let api: String
        let code: String

        func ask(_ arguments: String...) async throws -> String {
            try await Ended.run("/usr/bin/curl", ["-s", "-H", "X-Setup-Code: \(code)"] + arguments).output
        }

        func send(_ path: String) async throws -> String {
            try await ask(
                "-T", path, "-H", "Content-Type: application/octet-stream", api + "/setup/backup", "-w", "%{http_code}")
        }

        func begin(_ order: [String: String]) async throws -> String {
            let body = String(decoding: try JSONSerialization.data(withJSONObject: order), as: UTF8.self)
            return try await ask(
                "-X", "POST", "-H", "Content-Type: application/json", "-d", body, api + "/setup/restore")
        }

        func standing() async throws -> String { try await ask(api + "/setup/restore") }

        func until(_ words: String..., at server: RunningServer) async throws -> String {
            while true {
                let standing = try await standing()
                if words.contains(where: standing.contains) { return standing }
                try #require(kill(server.pid, 0) == 0, "the server is gone")
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private func open(_ environment: [String: String] = [:]) async throws -> (RunningServer, Setup) {
        // It keeps its port when it starts again.
        let port = try FreePort.find()
        let server = try await RunningServer(
            home: folder.path + "/new", arguments: ["--port", "\(port)"], environment: environment)
        let api = server.address + "/api/v1"
        _ = try await Setup(api: api, code: "").standing()
        let code = try String(contentsOfFile: folder.path + "/new/setup-code", encoding: .utf8)
        return (server, Setup(api: api, code: code.trimmingCharacters(in: .newlines)))
    }

    /// The same account and token are good, because the secrets came too, and the media are there.
    private func expectTheOld(_ old: Client, at server: RunningServer) async throws {
        let files = try await Ended.run(
            "/usr/bin/curl",
            ["-s", "-H", "Authorization: Bearer \(old.token ?? "")", server.address + "/api/v1/files"])
        #expect(files.output.contains("portrait.png"), "\(files.output)")
        let media = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/new/media")
        #expect(media.contains { $0.count == 67 })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new/incoming").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/new/setup-code"))
    }

    @Test func `becomes the server that the backup was made of, and lets its people in`() async throws {
        let (path, old) = try await backup()
        let (new, setup) = try await open()

        let sent = try await setup.send(path)
        #expect(sent.hasSuffix("200"), "\(sent)")
        #expect(try await setup.begin(["passphrase": "another passphrase"]).contains("checking"))
        let failed = try await setup.until("failed", at: new)
        #expect(failed.contains("not the one that"), "\(failed)")
        _ = try await setup.begin(["passphrase": passphrase])
        _ = try await setup.until("already_set_up", at: new)

        try await expectTheOld(old, at: new)
        // Nobody can do that to a server with accounts.
        #expect(try await setup.send(path).contains("already_set_up"))
        #expect(try await setup.begin(["passphrase": passphrase]).contains("already_set_up"))
        #expect(await new.end() == 0)
    }

    @Test func `takes a backup from a bucket that the server has the keys of`() async throws {
        let bucket = try await BucketStandIn.open(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let keys = [
            "GREENROOM_S3_ENDPOINT": bucket.address, "GREENROOM_S3_ACCESS_KEY_ID": BucketStandIn.accessKey,
            "GREENROOM_S3_SECRET_ACCESS_KEY": BucketStandIn.secretKey,
        ]
        let place = "s3://\(BucketStandIn.bucket)/nightly"
        let (_, old) = try await backup(to: place, keys)
        let name = try #require(bucket.objects.keys.first)
        let (new, setup) = try await open(keys)

        let local = try await setup.begin(["address": "/etc/passwd"])
        #expect(local.contains("must begin with s3:// or oss://"), "\(local)")
        _ = try await setup.begin(["address": "\(place)/none.tar", "passphrase": passphrase])
        #expect(try await setup.until("failed", at: new).contains("does not exist"))
        _ = try await setup.begin(["address": "s3://\(BucketStandIn.bucket)/\(name)", "passphrase": passphrase])
        _ = try await setup.until("already_set_up", at: new)

        try await expectTheOld(old, at: new)
        await new.end()
    }

    @Test func `a stranger who is the first to find the server cannot make it theirs with a backup`() async throws {
        let (path, _) = try await backup()
        let (new, setup) = try await open()
        let stranger = Setup(api: setup.api, code: "AAAA-AAAA-AAAA-AAAA")

        for answer in [
            try await stranger.send(path), try await stranger.begin(["passphrase": passphrase]),
            try await stranger.standing(),
        ] { #expect(answer.contains("setup_code"), "\(answer)") }

        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new/incoming").isEmpty)
        #expect(try await setup.standing().contains("idle"))
        let rights = try FileManager.default.attributesOfItem(atPath: folder.path + "/new/setup-code")
        #expect((rights[.posixPermissions] as? Int ?? 0) & 0o077 == 0)
        await new.end()
    }
}
