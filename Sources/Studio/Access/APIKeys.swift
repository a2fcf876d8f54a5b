import Crypto
import Domain
import Storage

/// The keys by which programs use an account.
package struct APIKeys: Sendable {
    /// A key that was just made, with its text, which is told this once.
    package struct Fresh: Sendable {
        package let key: APIKey
        package let text: String
    }

    /// What a good key lets in.
    package struct Grant: Sendable {
        package let account: Account
        package let scopes: Set<Scope>
        /// Nil for the operator's own key, which ends with the server.
        package let credential: Credential?
        package let endsAt: Timestamp?
    }

    /// Keys of one account, those that have ended with them.
    package static let limit = 100
    /// How long an old and a new key may both be good, in seconds.
    package static let overlapSeconds = 0...604_800

    private let store: Store
    private let bootstrap: BootstrapKey?
    private let refusals: Refusals
    private let uses = KeyUses()
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, bootstrap: BootstrapKey? = nil, refusals: Refusals = Refusals(), newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.bootstrap = bootstrap
        self.refusals = refusals
        self.newID = newID
        self.now = now
    }

    /// - Parameter scopes: their names, at least one.
    /// - Throws: ``StudioError/forbidden(_:)`` for the scope `admin` of somebody who is none.
    package func create(
        name: String, scopes names: [String], expiresAt: Timestamp?, for account: Account, client: Client
    ) async throws -> Fresh {
        guard let name = Title.cleaned(name, longest: 100) else {
            throw StudioError.invalid(field: "name", reason: "must have 1 to 100 characters")
        }
        let scopes = Set(names.compactMap(Scope.init(rawValue:)))
        guard !scopes.isEmpty, scopes.count == names.count else {
            let all = Scope.allCases.map(\.rawValue).joined(separator: ", ")
            throw StudioError.invalid(field: "scopes", reason: "must be one or more of \(all), each once")
        }
        guard !scopes.contains(.admin) || account.role == .admin else {
            throw StudioError.forbidden("only an administrator's key can have the scope `admin`")
        }
        let moment = now()
        if let expiresAt, expiresAt <= moment {
            throw StudioError.invalid(field: "expires_at", reason: "must be in the future")
        }
        if let id: APIKeyID = IdempotencyClaim.earlierID() {
            // Nobody has learnt the text of a key that was made without an answer.
            let entry = entry(.keyRevoke, id, of: account.id, client, [:])
            _ = try await store.revoke(id, of: account.id, noting: entry)
        }
        let text = APIKeyText()
        let key = APIKey(
            id: IdempotencyClaim.id(or: newID), accountID: account.id, name: name, prefix: text.prefix, scopes: scopes,
            createdAt: moment, expiresAt: expiresAt)
        try await Self.explainingFull {
            try await store.add(
                key, hash: text.hash, limit: Self.limit, by: client.credential,
                noting: entry(.keyCreate, key.id, of: account.id, client, ["scopes": Self.text(scopes)]))
        }
        return Fresh(key: key, text: text.text)
    }

    /// Newest first, with their uses up to this moment.
    package func list(of account: AccountID, page: PageRequest) async throws -> Page<APIKey> {
        try await store.apiKeys(of: account, page: page).map { key in
            var key = key
            key.lastUse = uses.latest(of: key.id) ?? key.lastUse
            return key
        }
    }

    /// Makes the key that takes the place of another, with its name, scopes and lifetime. Both are good for a while, so
    /// that whoever uses it has time to change.
    /// - Parameter overlapSeconds: 0...604,800.
    /// - Throws: ``StudioError/conflict(_:)`` for a key that has ended or was replaced.
    package func rotate(
        _ id: APIKeyID, of account: AccountID, overlapSeconds: Int, client: Client
    ) async throws -> Fresh {
        guard Self.overlapSeconds.contains(overlapSeconds) else {
            throw StudioError.invalid(field: "overlap_seconds", reason: "must be from 0 to 604800")
        }
        guard let old = try await store.apiKey(id, of: account) else { throw StudioError.notFound("API key") }
        if let id: APIKeyID = IdempotencyClaim.earlierID(), old.replacedBy == id,
            let made = try await store.apiKey(id, of: account)
        {
            return try await retell(made, client)
        }
        let moment = now()
        guard old.replacedBy == nil, old.isGood(at: moment) else {
            throw StudioError.conflict(Conflict("key_replaced", "this key has ended or has already been replaced"))
        }
        let text = APIKeyText()
        let lifetime = old.expiresAt.map { $0 - old.createdAt }
        let next = APIKey(
            id: IdempotencyClaim.id(or: newID), accountID: account, name: old.name, prefix: text.prefix,
            scopes: old.scopes,
            createdAt: moment, expiresAt: lifetime.map { moment + $0 })
        let isReplaced = try await Self.explainingFull {
            try await store.replace(
                id, by: next, hash: text.hash, limit: Self.limit, endsAt: moment + .seconds(overlapSeconds),
                credential: client.credential,
                noting: entry(.keyRotate, id, of: account, client, ["replaced_by": next.id.rawValue]))
        }
        guard isReplaced else {
            throw StudioError.conflict(Conflict("key_replaced", "this key has ended or has already been replaced"))
        }
        return Fresh(key: next, text: text.text)
    }

    /// Gives another text to a key that was made without an answer: nobody has learnt the first.
    private func retell(_ key: APIKey, _ client: Client) async throws -> Fresh {
        let text = APIKeyText()
        try await store.retell(key, prefix: text.prefix, hash: text.hash, by: client.credential)
        let told = APIKey(
            id: key.id, accountID: key.accountID, name: key.name, prefix: text.prefix, scopes: key.scopes,
            createdAt: key.createdAt, expiresAt: key.expiresAt)
        return Fresh(key: told, text: text.text)
    }

    /// From the moment this returns the key lets nobody in.
    package func revoke(_ id: APIKeyID, of account: AccountID, client: Client) async throws {
        guard try await store.revoke(id, of: account, noting: entry(.keyRevoke, id, of: account, client)) else {
            throw StudioError.notFound("API key")
        }
    }

    /// Asked with every request that brings a key; answered from memory.
    /// - Throws: ``StudioError/unauthenticated(_:)``; ``StudioError/suspended``.
    package func authenticate(_ text: String, address: String) async throws -> Grant {
        let hash = APIKeyText.hash(String(text.prefix(1024)))
        if let bootstrap, bootstrap.matches(hash) {
            guard let account = try await bootstrap.owner(in: store) else {
                throw StudioError.unauthenticated(
                    "this key acts for the first administrator, but there is no administrator yet")
            }
            return Grant(account: account, scopes: BootstrapKey.scopes, credential: nil, endsAt: nil)
        }
        let moment = now()
        // The comparison of a digest takes the same time wherever the two differ.
        guard let prefix = APIKeyText.prefix(of: text), let stored = try await store.apiKey(prefix: prefix),
            hash == stored.hash, stored.key.isGood(at: moment),
            let account = try await store.account(stored.key.accountID)
        else {
            refusals.noteKey()
            throw StudioError.unauthenticated("the API key is not valid, has expired or was revoked")
        }
        guard account.status == .active else {
            refusals.noteKey()
            throw StudioError.suspended
        }
        uses.note(stored.key.id, at: moment, address: address)
        return Grant(
            account: account, scopes: stored.key.scopes, credential: .key(prefix: prefix),
            endsAt: [stored.key.expiresAt, stored.key.endsAt].compactMap(\.self).min())
    }

    /// Puts the last uses down, in one commit.
    package func recordUses() async throws {
        let all = uses.all()
        guard !all.isEmpty else { return }
        try await store.noteUses(all)
        uses.forget(all)
    }

    private func entry(
        _ action: AuditEntry.Action, _ id: APIKeyID, of account: AccountID, _ client: Client,
        _ details: [String: String] = [:]
    ) -> AuditEntry {
        AuditEntry(
            id: newID.next(), at: now(), actor: account, action: action, target: .key(id), address: client.address,
            userAgent: client.userAgent, details: details)
    }

    private static func text(_ scopes: Set<Scope>) -> String { scopes.map(\.rawValue).sorted().joined(separator: " ") }

    private static func explainingFull<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch StoreError.tooManyKeys {
            throw StudioError.conflict(
                Conflict(
                    "too_many_keys", "an account can have \(limit) keys; revoke some first",
                    ["limit": .number(Double(limit))]))
        }
    }
}
