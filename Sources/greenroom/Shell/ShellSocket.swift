import Foundation
import Glibc
import Studio

/// The socket in the home over which an administrator's commands reach the server: one order and one answer a connection,
/// each a JSON object on a line. Only the home's owner, and root, can open it.
enum ShellSocket {
    static func path(home: String) -> String { home + "/shell.sock" }

    /// Of an order or an answer, in bytes.
    static let longest = 4 << 20

    /// - Returns: nil for a path that is too long for a socket (unix(7)).
    static func address(_ path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return address
    }

    static func open() -> Int32 {
        socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    /// Calls `connect` or `bind` with the address.
    static func with(
        _ address: sockaddr_un, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = address
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// Reads up to a line feed.
    /// - Returns: nil when the other side leaves or stays silent before it, or says too much.
    static func line(from descriptor: Int32) -> Data? {
        var line = Data()
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while line.count <= longest {
            let count = read(descriptor, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            line.append(contentsOf: bytes.prefix(count))
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return line[..<end] }
        }
        return nil
    }

    /// - Returns: false when it could not be said.
    @discardableResult
    static func say(_ message: some Encodable, to descriptor: Int32) -> Bool {
        guard let json = try? JSONEncoder().encode(message) else { return false }
        return Output.write(json + Data("\n".utf8), to: descriptor)
    }

    /// How long a side waits for the other's next bytes.
    static func setPatience(_ seconds: Int, of descriptor: Int32) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
}
