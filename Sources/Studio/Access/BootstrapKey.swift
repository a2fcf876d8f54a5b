import Crypto
import Domain
import Storage
import Synchronization

/// A key that the server was told at its start, `AVATAR_API_KEY`: for backends that are set up together with it, before
/// anybody could make a key. It acts for the first administrator, and may all but administer.
package struct BootstrapKey: Sendable {
    static let scopes = Set(Scope.allCases).subtracting([.admin])

    private let hash: SHA256.Digest
    private let lastOwner = Owner()

    /// - Parameter text: at least 16 characters; its hash is all that is kept.
    package init(_ text: String) { hash = APIKeyText.hash(text) }

    /// In a time that does not depend on where the two differ.
    func matches(_ other: SHA256.Digest) -> Bool { hash == other }

    /// The oldest administrator who may sign in; nil when there is none.
    func owner(in store: Store) async throws -> Account? {
        if let id = lastOwner.id.withLock({ $0 }), let account = try await store.account(id), account.role == .admin,
            account.status == .active
        {
            return account
        }
        guard let id = try await store.firstAdmin() else { return nil }
        lastOwner.id.withLock { $0 = id }
        return try await store.account(id)
    }

    /// So that a request with the key asks the database nothing.
    private final class Owner: Sendable {
        let id = Mutex<AccountID?>(nil)
    }
}
