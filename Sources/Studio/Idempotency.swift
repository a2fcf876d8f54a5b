import Domain
import Foundation
import Storage

/// Lets a client repeat a request without carrying it out twice: the answer to a key is kept for 24 hours, sealed, because
/// some answers hold what is told only once, such as an API key.
package struct Idempotency: Sendable {
    package enum Beginning: Equatable, Sendable {
        /// To be carried out now, and ended by ``Idempotency/finish(key:account:status:body:)`` or
        /// ``Idempotency/abandon(key:account:)``.
        case fresh
        case answered(status: Int, body: Data)
    }

    private let store: Store
    private let secrets: SecretKeys
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, secrets: SecretKeys, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.secrets = secrets
        self.now = now
    }

    /// - Parameter requestHash: of the route and the body: equal for equal requests only.
    /// - Throws: ``StudioError/conflict(_:)`` while the same request is under way, ``StudioError/invalid(field:reason:)``
    ///   for a key that came with another request.
    package func begin(key: String, account: AccountID, requestHash: Data) async throws -> Beginning {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw StudioError.invalid(field: "Idempotency-Key", reason: "must have 1 to 255 printable ASCII characters")
        }
        switch try await store.begin(key: key, account: account, requestHash: requestHash, at: now()) {
        case .fresh: return .fresh
        case .running: throw StudioError.conflict("a request with this Idempotency-Key is still running")
        case .mismatch:
            throw StudioError.invalid(field: "Idempotency-Key", reason: "was already used for another request")
        case .answered(let status, let sealed):
            return .answered(status: status, body: try secrets.open(sealed, at: Self.place(of: key, account)))
        }
    }

    package func finish(key: String, account: AccountID, status: Int, body: Data) async throws {
        let sealed = try secrets.seal(body, for: Self.place(of: key, account))
        try await store.finish(key: key, account: account, status: status, body: sealed)
    }

    private static func place(of key: String, _ account: AccountID) -> SecretKeys.Place {
        SecretKeys.Place(table: "idempotencyKey", row: "\(account.rawValue) \(key)", column: "body")
    }

    /// The request failed in a way that may be tried again.
    package func abandon(key: String, account: AccountID) async throws {
        try await store.abandon(key: key, account: account)
    }
}
