import Foundation
import Testing

/// A log that takes no lines costs lines, and nothing else.
@Suite struct LogTests {
    /// Every request writes a line at this level.
    private static let chatty = ["GREENROOM_LOG_LEVEL": "debug"]

    private func dropped(_ client: Client, _ server: RunningServer) async throws -> Double {
        let text = String(decoding: try await client.download(server.address + "/metrics"), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("greenroom_dropped_log_lines_total ") }
        return try #require(line?.split(separator: " ").last.flatMap { Double($0) }, "\(text)")
    }

    @Test func `serves on when the disk of its log is full`() async throws {
        let folder = try TemporaryFolder()
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let server = try await RunningServer(home: folder.path + "/home", environment: Self.chatty, log: full)
        let client = try await Client(server)

        for _ in 0..<20 { try await client.send("GET", "/users/profile") }

        #expect(try await dropped(client, server) >= 20)
        #expect(await server.end() == 0)
    }

    @Test func `serves on when whoever read its log has gone`() async throws {
        let folder = try TemporaryFolder()
        let pipe = Pipe()
        let server = try await RunningServer(
            home: folder.path + "/home", environment: Self.chatty, log: pipe.fileHandleForWriting)
        try pipe.fileHandleForReading.close()
        let client = try await Client(server)

        for _ in 0..<20 { try await client.send("GET", "/users/profile") }

        #expect(try await dropped(client, server) >= 20)
        #expect(await server.end() == 0)
    }

    @Test func `serves on when nobody reads its log, and ends when it is told to`() async throws {
        let folder = try TemporaryFolder()
        let pipe = Pipe()
        let server = try await RunningServer(
            home: folder.path + "/home", environment: Self.chatty, log: pipe.fileHandleForWriting)
        let client = try await Client(server)

        // A pipe holds 64 KiB.
        for _ in 0..<500 { try await client.send("GET", "/users/profile") }

        #expect(await server.end() == 0)
        withExtendedLifetime(pipe) {}
    }

    @Test func `a terminal that goes away ends the server like anybody else`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")

        #expect(await server.end(SIGHUP) == 0)
    }
}
