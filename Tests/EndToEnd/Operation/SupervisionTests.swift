import Foundation
import Testing

/// What systemd is told by the real program, see sd_notify(3).
@Suite struct SupervisionTests {
    /// The socket of a systemd, in a folder.
    private final class Listener: @unchecked Sendable {  // each method is called by one thread at a time
        private let descriptor: Int32

        init(at path: String) throws {
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let status = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(status == 0)
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit { close(descriptor) }

        /// Nil when nothing comes for 20 seconds.
        func next() -> String? {
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor, &bytes, bytes.count, 0)
            return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
        }
    }

    @Test func `a watched server says when it is ready, alive and stopping`() async throws {
        let folder = try TemporaryFolder()
        let listener = try Listener(at: folder.path + "/notify")
        let server = try await RunningServer(
            home: folder.path + "/home",
            environment: ["NOTIFY_SOCKET": folder.path + "/notify", "WATCHDOG_USEC": "300000"])

        var said = Set<String>()
        while !said.isSuperset(of: ["READY=1", "WATCHDOG=1"]), let next = listener.next() { said.insert(next) }
        #expect(said == ["READY=1", "WATCHDOG=1"])

        #expect(await server.end() == 0)
        while !said.contains("STOPPING=1"), let next = listener.next() { said.insert(next) }
        #expect(said.contains("STOPPING=1"))
    }

    @Test func `a watch that is kept over another process is none of the server's`() async throws {
        let folder = try TemporaryFolder()
        let listener = try Listener(at: folder.path + "/notify")
        let server = try await RunningServer(
            home: folder.path + "/home",
            environment: [
                "NOTIFY_SOCKET": folder.path + "/notify", "WATCHDOG_USEC": "300000", "WATCHDOG_PID": "1",
            ])

        // Meant for another process: only the readiness is told.
        #expect(listener.next() == "READY=1")
        #expect(await server.end() == 0)
        #expect(listener.next() == "STOPPING=1")
    }
}
