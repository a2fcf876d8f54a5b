import Foundation

/// Answers each connection on a free loopback port with what `respond` makes of the request's first line, then closes.
///
/// `@unchecked Sendable`: the socket is set once and closed once.
final class LoopbackServer: @unchecked Sendable {
    let port: UInt16
    private let socket: Int32

    init(_ respond: @escaping @Sendable (String) -> Data) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        Thread {
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { return }
                Self.serve(connection, respond)
            }
        }.start()
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private static func serve(_ connection: Int32, _ respond: (String) -> Data) {
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = read(connection, &buffer, buffer.count)
        guard count > 0 else { return }
        let line = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\r\n").first.map(String.init)
        let answer = respond(line ?? "")
        answer.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let sent = send(connection, bytes.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
                guard sent > 0 else { return }
                done += sent
            }
        }
    }
}
