import Domain
import Foundation
import Storage

/// Lets a client repeat a request without carrying it out twice: the answer to a key is kept for 24 hours.
package struct Idempotency: Sendable {
    package enum Beginning: Equatable, Sendable {
        /// To be carried out now, and ended by ``Idempotency/finish(key:account:status:body:)`` or
        /// ``Idempotency/abandon(key:account:)``.
        case fresh
        case answered(status: Int, body: Data)
    }

    private let store: Store
    private let now: @Sendable () -> Timestamp

    package init(store: Store, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
        self.store = store
        self.now = now
    }

    /// - Parameter requestHash: of the route and the body: equal for equal requests only.
    /// - Throws: ``StudioError/conflict(_:)`` while the same request is under way, ``StudioError/invalid(field:reason:)``
    ///   for a key that came with another request.
    package func begin(key: String, account: AccountID, requestHash: Data) async throws -> Beginning {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw StudioError.invalid(field: "Idempotency-Key", reason: "needs 1 to 255 printable ASCII characters")
        }
        switch try await store.begin(key: key, account: account, requestHash: requestHash, at: now()) {
        case .fresh: return .fresh
        case .running: throw StudioError.conflict("a request with this Idempotency-Key is still under way")
        case .mismatch:
            throw StudioError.invalid(field: "Idempotency-Key", reason: "was used for another request before")
        case .answered(let status, let body): return .answered(status: status, body: body)
        }
    }

    package func finish(key: String, account: AccountID, status: Int, body: Data) async throws {
        try await store.finish(key: key, account: account, status: status, body: body)
    }

    /// The request failed in a way that may be tried again.
    package func abandon(key: String, account: AccountID) async throws {
        try await store.abandon(key: key, account: account)
    }
}
