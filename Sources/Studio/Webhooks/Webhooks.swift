import Domain
import Storage

/// Where programs of an account are told how its tasks end.
package struct Webhooks: Sendable {
    /// One with the secret that checks its messages.
    package struct WithSecret: Sendable {
        package let webhook: Webhook
        package let secret: CallbackSecret
    }

    /// Of one account.
    package static let limit = 20
    /// How long an old and a new secret may both be good, in seconds.
    package static let overlapSeconds = 0...604_800

    private let store: Store
    private let addresses: CallbackAddresses
    private let signer: CallbackSigner
    private let accounts: Accounts
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, addresses: CallbackAddresses, signer: CallbackSigner, accounts: Accounts, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.addresses = addresses
        self.signer = signer
        self.accounts = accounts
        self.newID = newID
        self.now = now
    }

    /// - Throws: ``StudioError/invalid(field:reason:)`` for an address that is not public.
    package func create(
        _ choice: Webhook.Choice, for account: AccountID, client: Client
    ) async throws -> WithSecret {
        try addresses.check(choice.url, field: "url")
        if let id: WebhookID = IdempotencyClaim.earlierID(), let made = try await store.webhook(id, of: account) {
            return withSecret(made)
        }
        let webhook = Webhook(
            id: IdempotencyClaim.id(or: newID), accountID: account, choice: try Self.cleaned(choice), createdAt: now())
        do {
            try await store.add(webhook, limit: Self.limit, by: client.credential)
        } catch StoreError.tooManyWebhooks {
            throw StudioError.conflict(
                Conflict(
                    "too_many_webhooks", "an account can have \(Self.limit) webhooks; delete some first",
                    ["limit": .number(Double(Self.limit))]))
        }
        return withSecret(webhook)
    }

    /// Newest first.
    package func list(of account: AccountID, page: PageRequest) async throws -> Page<Webhook> {
        try await store.webhooks(of: account, page: page)
    }

    package func get(_ id: WebhookID, of account: AccountID) async throws -> Webhook {
        guard let webhook = try await store.webhook(id, of: account) else { throw StudioError.notFound("webhook") }
        return webhook
    }

    /// Where it leads is only changed by its owner, and so is whether one that was switched off leads there again.
    /// - Parameters:
    ///   - isOn: nil leaves it as it is. What is switched on begins anew, whatever failed before.
    ///   - change: what is different from now on.
    /// - Throws: ``StudioError/proofRequired(_:)``.
    package func change(
        _ id: WebhookID, of account: Account, session: SessionID, isOn: Bool?, client: Client,
        _ change: (inout Webhook.Choice) -> Void
    ) async throws -> Webhook {
        let webhook = try await get(id, of: account.id)
        var choice = webhook.choice
        change(&choice)
        if choice.url != webhook.choice.url { try addresses.check(choice.url, field: "url") }
        if choice.url != webhook.choice.url || (isOn == true && webhook.off != nil) {
            try await accounts.requireProof(of: account, session: session, client: client)
        }
        let changed = try await store.change(
            id, of: account.id, to: try Self.cleaned(choice), isOn: isOn, at: now(), by: client.credential)
        guard let changed else { throw StudioError.notFound("webhook") }
        return changed
    }

    package func delete(_ id: WebhookID, of account: AccountID) async throws {
        guard try await store.deleteWebhook(id, of: account) else { throw StudioError.notFound("webhook") }
    }

    /// The secret that signs now.
    package func secret(of id: WebhookID, of account: AccountID) async throws -> WithSecret {
        withSecret(try await get(id, of: account))
    }

    /// Makes a new secret. For a while every message is signed with the old one, too, so that whoever checks has time to
    /// change.
    /// - Parameter overlapSeconds: one of ``overlapSeconds``.
    package func rotateSecret(
        of id: WebhookID, of account: AccountID, overlapSeconds: Int, client: Client
    ) async throws -> WithSecret {
        guard Self.overlapSeconds.contains(overlapSeconds) else {
            throw StudioError.invalid(field: "overlap_seconds", reason: "must be from 0 to 604800")
        }
        let moment = now()
        let audit = AuditEntry(
            id: newID.next(), at: moment, actor: account, action: .webhookRotate,
            target: AuditEntry.Target(kind: "webhook", id: id.rawValue), address: client.address,
            userAgent: client.userAgent)
        let rotated = try await store.rotateSecret(
            of: id, of: account, oldUntil: moment + .seconds(overlapSeconds), by: client.credential, noting: audit)
        guard let rotated else { throw StudioError.notFound("webhook") }
        return withSecret(rotated)
    }

    /// What checks messages to the addresses that requests name themselves.
    package func secretOfRequests(of account: AccountID) -> CallbackSecret { signer.secret(of: account) }

    private func withSecret(_ webhook: Webhook) -> WithSecret {
        WithSecret(webhook: webhook, secret: signer.secret(of: webhook))
    }

    private static func cleaned(_ choice: Webhook.Choice) throws -> Webhook.Choice {
        var choice = choice
        guard !choice.note.isEmpty else { return choice }
        guard let note = Title.cleaned(choice.note, longest: 200) else {
            throw StudioError.invalid(field: "description", reason: "may have at most 200 characters")
        }
        choice.note = note
        return choice
    }
}
