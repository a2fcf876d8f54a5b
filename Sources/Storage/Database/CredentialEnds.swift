import Domain
import Synchronization

/// Tells whoever listens that a session or a key has ended, after the commit that ended it. A key that gets a successor
/// is told as well: whoever continues with it shows it again.
package final class CredentialEnds: Sendable {
    private let listeners = Mutex<[@Sendable (Credential) -> Void]>([])

    /// - Parameter tell: called on the writer's thread, so it must not wait for anything.
    package func listen(_ tell: @escaping @Sendable (Credential) -> Void) { listeners.withLock { $0.append(tell) } }

    func note(_ credential: Credential) {
        for tell in listeners.withLock({ $0 }) { tell(credential) }
    }
}
