import Glibc
import NIOCore
import NIOPosix

/// Why the server cannot listen at its address, in a sentence for the operator.
package struct ListenFailure: Error, CustomStringConvertible {
    package let description: String

    /// Nil for what has nothing to do with the address.
    init?(_ error: any Error, host: String, port: Int) {
        if let unknown = error as? SocketAddressError.UnknownHost {
            description = "This machine does not know the address \(unknown.host)."
            return
        }
        guard let error = error as? IOError else { return nil }
        switch error.errnoCode {
        case EADDRINUSE: description = "Port \(port) is already in use."
        case EACCES: description = "Port \(port) needs more rights than this user has. Choose one above 1023."
        case EADDRNOTAVAIL: description = "This machine has no address \(host)."
        default: return nil
        }
    }

    /// Tries an address and lets go of it again, before anything has begun that would have to be ended in good order.
    /// - Throws: ``ListenFailure``, or what else the system says.
    package static func look(at host: String, port: Int) async throws {
        do {
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port).get()
            try await channel.close()
        } catch {
            throw ListenFailure(error, host: host, port: port) ?? error
        }
    }
}
