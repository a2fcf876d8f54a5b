import Domain
import Storage

/// What the sign-in page has to know, and the lines of the log that accounts write.
extension Accounts {
    /// Whether nobody has an account yet: the next one to register becomes the administrator.
    package func isSetUpNeeded() async throws -> Bool { try await store.hasNoAccount() }

    /// Whether strangers may make accounts.
    package func registration() async throws -> Registration { try await store.registration() }

    /// - Parameter id: nil is a new one.
    func note(
        _ action: AuditEntry.Action, by actor: AccountID?, _ target: AuditEntry.Target?, _ client: Client,
        _ details: [String: String] = [:], id: AuditID? = nil
    ) -> AuditEntry {
        AuditEntry(
            id: id ?? newID.next(), at: now(), actor: actor, action: action, target: target, address: client.address,
            userAgent: client.userAgent, details: details)
    }
}
