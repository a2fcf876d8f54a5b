import Foundation
import TestSupport
import Testing

/// The server's own description, used by programs that know nothing else of it: a client that is generated from it, and
/// schemathesis, which tries every route with what the description allows and with what it does not.
@Suite(.serialized, .timeLimit(.minutes(10))) struct APITests {
    private static let folder = Repository.path("Tests/API")

    /// A program of the environment that `packaging/setup --test` makes.
    private static func tool(_ name: String) -> String {
        Installed.path("venv/bin/" + name)
    }

    @Test func `a client made of the description registers, uploads, animates and polls`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")

        let ended = try await Ended.run(
            Self.tool("python3"),
            [
                Self.folder + "/generated_client.py", server.address, try Assets.demo("portrait.png"),
                try Assets.demo("clip.mp4"),
            ], environment: ["PYTHONDONTWRITEBYTECODE": "1"])

        #expect(ended.status == 0, "\(ended.output.suffix(4000))\(ended.errors.suffix(4000))")
        #expect(await server.end() == 0)
    }

    @Test func `no route answers what the description does not say`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(
            home: folder.path + "/home", arguments: ["--offline"], environment: ["GREENROOM_RATE_LIMITS": "0"])
        _ = try await Client(server)
        // It keeps notes where it runs.
        for file in ["schemathesis.toml", "hooks.py"] {
            try FileManager.default.copyItem(atPath: "\(Self.folder)/\(file)", toPath: "\(folder.path)/\(file)")
        }

        let ended = try await Ended.run(
            Self.tool("schemathesis"), ["run", server.address + "/openapi.json"],
            environment: [
                "GREENROOM_ADDRESS": server.address, "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1",
            ], in: folder.path)

        #expect(ended.status == 0, "\(ended.output.suffix(12_000))\(ended.errors.suffix(4000))")
        #expect(await server.end() == 0)
    }

    @Test func `an address outside is refused by name while the server is offline`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home", arguments: ["--offline"])
        let client = try await Client(server)

        let error = await #expect(throws: Client.Unexpected.self) {
            try await client.send(
                "POST", "/videos/animate-move",
                json: [
                    "image_url": "https://example.com/a.png", "video_url": "https://example.com/a.mp4",
                    "mode": "wan-std",
                ])
        }

        #expect(error?.description.contains(": 409 ") == true, "\(String(describing: error))")
        #expect(error?.description.contains("\"OFFLINE\"") == true)
        #expect(await server.end() == 0)
    }
}
