import Foundation

/// Hands each connection on a free loopback port on, one after another, on a thread of its own.
package final class LoopbackListener: Sendable {
    package let port: UInt16
    private let socket: Int32

    /// - Parameter serve: owns the connection and closes it.
    package init(_ serve: @escaping @Sendable (_ connection: Int32) -> Void) throws {
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
                guard connection >= 0 else { break }
                serve(connection)
            }
            // Here and not by who ends it: the number must not become another socket's while this thread may accept.
            close(socket)
        }.start()
    }

    /// Whoever accepts is told that there is nothing more to accept.
    deinit { shutdown(socket, Int32(SHUT_RDWR)) }
}
