import Domain
import Storage

/// What administrators do: people, the rules of the server, and the log. Each deed is put down with its entry in the
/// log, in one transaction.
package struct Administration: Sendable {
    private let store: Store
    private let accounts: Accounts
    private let feed: EventFeed
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, accounts: Accounts, feed: EventFeed, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.accounts = accounts
        self.feed = feed
        self.newID = newID
        self.now = now
    }

    /// Newest first.
    package func users(_ filter: AccountFilter, page: PageRequest) async throws -> Page<AdministeredAccount> {
        try await store.administeredAccounts(filter, page: page)
    }

    package func user(_ id: AccountID) async throws -> AdministeredAccount {
        guard let user = try await store.administeredAccount(id) else { throw StudioError.notFound("user") }
        return user
    }

    /// Changes what is not nil. Whoever is suspended is signed out everywhere, at once.
    /// - Throws: ``StudioError/conflict(_:)`` when nobody would be left who administers.
    package func change(
        _ id: AccountID, role: Account.Role?, status: Account.Status?, name: String?, by admin: AccountID,
        client: Client
    ) async throws -> AdministeredAccount {
        guard name.map({ Title.cleaned($0, longest: 100) != nil }) ?? true else {
            throw StudioError.invalid(field: "name", reason: "must have 1 to 100 characters")
        }
        let name = name.flatMap { Title.cleaned($0, longest: 100) }
        let deeds: [(AuditEntry.Action, [String: String])?] = [
            role.map { (.roleChange, ["role": $0.rawValue]) },
            status.map { ($0 == .suspended ? .suspend : .activate, [:]) },
            name.map { _ in (.rename, [:]) },
        ]
        let entries = deeds.compactMap(\.self).map { entry($0.0, .user(id), admin, client, $0.1) }
        let changed: AdministeredAccount?
        do {
            changed = try await store.administer(id, role: role, status: status, name: name, noting: entries)
        } catch StoreError.lastAdmin {
            throw StudioError.conflict(Conflict("last_admin", "this would leave the server without an administrator"))
        }
        guard let changed else { throw StudioError.notFound("user") }
        if status == .suspended { feed.dismiss(id) }
        return changed
    }

    /// Signs somebody out everywhere, and ends what else acts for the account. The owner is told by mail.
    /// - Returns: what has ended.
    package func endAccess(
        of id: AccountID, _ end: AccessEnd, by admin: AccountID, client: Client
    ) async throws -> EndedAccess {
        let account = try await user(id).account
        let write = try await accounts.letterWriter(for: account, client: client)
        let ended = try await store.endAccess(
            of: id, end, except: nil, at: now(), mail: { try write(.accessEnded($0)) },
            noting: entry(.sessionsEnd, .user(id), admin, client))
        feed.dismiss(id)
        return ended
    }

    /// Takes away a second factor that its owner has lost, and tells them by mail.
    /// - Throws: ``StudioError/conflict(_:)`` when there is none.
    package func resetSecondFactor(of id: AccountID, by admin: AccountID, client: Client) async throws {
        let account = try await user(id).account
        let mail = try await accounts.letter(.secondFactorReset, for: account, client: client)
        let isRemoved = try await store.removeSecondFactor(
            of: id, mail: mail, noting: entry(.secondFactorReset, .user(id), admin, client))
        guard isRemoved else {
            throw StudioError.conflict(Conflict("second_factor_off", "this account has no second factor"))
        }
    }

    package func registration() async throws -> Registration { try await store.registration() }

    package func setRegistration(_ registration: Registration, by admin: AccountID, client: Client) async throws {
        let target = AuditEntry.Target(kind: "setting", id: "registration")
        try await store.setRegistration(
            registration,
            noting: entry(.settingsChange, target, admin, client, ["registration": registration.rawValue]))
    }

    /// Newest first.
    package func auditLog(
        action: AuditEntry.Action?, actor: AccountID?, page: PageRequest
    ) async throws -> Page<AuditLine> {
        try await store.auditLog(action: action, actor: actor, page: page)
    }

    private func entry(
        _ action: AuditEntry.Action, _ target: AuditEntry.Target, _ admin: AccountID, _ client: Client,
        _ details: [String: String] = [:]
    ) -> AuditEntry {
        AuditEntry(
            id: newID.next(), at: now(), actor: admin, action: action, target: target, address: client.address,
            userAgent: client.userAgent, details: details)
    }
}
