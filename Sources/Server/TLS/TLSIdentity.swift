import Domain
import Foundation
import Logging
import NIOSSL
import Synchronization

/// Who the server says it is to those who connect by TLS: the files that were named, and what was read from them last.
package final class TLSIdentity: Sendable {
    package let chain: String
    package let key: String
    private let certificate: Mutex<Certificate>

    /// Blocks while it reads.
    /// - Throws: ``Certificate/Unusable``.
    package init(chain: String, key: String) throws {
        self.chain = chain
        self.key = key
        certificate = Mutex(try Certificate(chain: chain, key: key))
    }

    /// Of the next connection; those that are open keep theirs.
    var context: NIOSSLContext { certificate.withLock { $0.context } }

    package var notAfter: Timestamp { certificate.withLock { $0.notAfter } }

    /// Takes the files up if they have changed; what cannot be used changes nothing. Blocks while it reads.
    package func renew(_ logger: Logger) {
        do {
            let renewed = try Certificate(chain: chain, key: key)
            let isOther = certificate.withLock { known in
                defer { known = renewed }
                return known.fingerprint != renewed.fingerprint
            }
            guard isOther else { return }
            logger.notice("the certificate was renewed", metadata: ["not_after": "\(renewed.notAfter.rfc3339)"])
        } catch {
            logger.error("the renewed certificate cannot be used; the old one stays", metadata: ["reason": "\(error)"])
        }
    }
}
