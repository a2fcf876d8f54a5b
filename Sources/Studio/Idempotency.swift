import Crypto
import Domain
import Foundation
import Storage

/// Lets a client repeat a request without carrying it out twice: the answer to a key is kept for 24 hours, sealed, because
/// some answers hold what is told only once, such as an API key.
package struct Idempotency: Sendable {
    package enum Beginning: Sendable {
        /// To be carried out now under its ``IdempotencyClaim``, and ended by
        /// ``Idempotency/finish(key:account:status:body:)`` or ``Idempotency/fail(key:account:isRefusal:)``.
        case carryOut(IdempotencyClaim)
        case answered(status: Int, body: Data)
    }

    private let store: Store
    private let newID: IDSource
    private let secrets: SecretKeys
    /// Of requests: some have a password in them, which a plain hash would give away.
    private let hashKey: SymmetricKey
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, secrets: SecretKeys, signingKey: Data,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        newID = IDSource(now: now)
        self.secrets = secrets
        hashKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signingKey), info: Data("greenroom idempotency".utf8),
            outputByteCount: 32)
        self.now = now
    }

    /// - Parameter request: the route and the body, or a hash of them: equal for equal requests only.
    /// - Throws: ``StudioError/conflict(_:)`` while the same request is under way, ``StudioError/invalid(field:reason:)``
    ///   for a key that came with another request.
    package func begin(key: String, account: AccountID, request: Data) async throws -> Beginning {
        try Self.check(key)
        let id = newID.next(Self.self).rawValue
        let replay = try await store.begin(
            key: key, account: account, requestHash: hash(of: request), newID: id, at: now())
        switch replay {
        case .fresh(let id): return .carryOut(IdempotencyClaim(effectID: id, isResumed: false))
        case .resumed(let id): return .carryOut(IdempotencyClaim(effectID: id, isResumed: true))
        case .running:
            throw StudioError.conflict(
                Conflict("request_running", "a request with this Idempotency-Key is still running"))
        case .mismatch:
            throw StudioError.invalid(field: "Idempotency-Key", reason: "was already used for another request")
        case .answered(let status, let sealed):
            return .answered(status: status, body: try secrets.open(sealed, at: Self.place(of: key, account)))
        }
    }

    /// For a registration, which has no account yet.
    /// - Throws: ``StudioError/invalid(field:reason:)``.
    package func registration(key: String, request: Data) throws(StudioError) -> RegistrationClaim {
        try Self.check(key)
        return RegistrationClaim(key: key, requestHash: hash(of: request))
    }

    private static func check(_ key: String) throws(StudioError) {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw .invalid(field: "Idempotency-Key", reason: "must have 1 to 255 printable ASCII characters")
        }
    }

    private func hash(of request: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: request, using: hashKey))
    }

    package func finish(key: String, account: AccountID, status: Int, body: Data) async throws {
        let sealed = try secrets.seal(body, for: Self.place(of: key, account))
        try await store.finish(key: key, account: account, status: status, body: sealed)
    }

    private static func place(of key: String, _ account: AccountID) -> SecretKeys.Place {
        SecretKeys.Place(table: "idempotencyKey", row: "\(account.rawValue) \(key)", column: "body")
    }

    /// The request failed: it may be tried again.
    /// - Parameter isRefusal: it made nothing, and another request may come with the key; else the next try looks first
    ///   whether this one made something.
    package func fail(key: String, account: AccountID, isRefusal: Bool) async throws {
        if isRefusal {
            try await store.abandon(key: key, account: account)
        } else {
            try await store.release(key: key, account: account)
        }
    }
}
