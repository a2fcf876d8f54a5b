import Glibc
import NIOCore

/// Why the server cannot listen at its address, in a sentence for the operator.
package struct ListenFailure: Error, CustomStringConvertible {
    package let description: String

    /// Nil for what has nothing to do with the address.
    init?(_ error: any Error, host: String, port: Int) {
        guard let error = error as? IOError else { return nil }
        switch error.errnoCode {
        case EADDRINUSE: description = "Port \(port) is already in use."
        case EACCES: description = "Port \(port) needs more rights than this user has. Choose one above 1023."
        case EADDRNOTAVAIL: description = "This machine has no address \(host)."
        default: return nil
        }
    }
}
