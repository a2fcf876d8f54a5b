import Domain
import Storage

/// What administrators see of the outbox, and may do about it.
package struct OutboxDesk: Sendable {
    private let store: Store
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(store: Store, newID: IDSource, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
        self.store = store
        self.newID = newID
        self.now = now
    }

    /// Newest first.
    package func list(_ status: OutboxEntry.Status?, page: PageRequest) async throws -> Page<OutboxLine> {
        try await store.outbox(status, page: page)
    }

    /// Puts an entry that was given up back in line, as if it were new.
    /// - Throws: ``StudioError/conflict(_:)`` for one that was not: what is uncertain might happen twice.
    package func tryAgain(_ id: OutboxID, by admin: AccountID, client: Client) async throws -> OutboxLine {
        guard let line = try await store.outboxLine(id) else { throw StudioError.notFound("outbox entry") }
        let audit = AuditEntry(
            id: IdempotencyClaim.id(or: newID), at: now(), actor: admin, action: .outboxRetry,
            target: AuditEntry.Target(kind: "outbox", id: id.rawValue), address: client.address,
            userAgent: client.userAgent, details: ["kind": line.kind.rawValue])
        if let earlier: AuditID = IdempotencyClaim.earlierID(), try await store.isNoted(earlier, by: admin) {
            return line
        }
        guard let again = try await store.tryAgain(id, at: now(), noting: audit) else {
            throw StudioError.conflict(
                Conflict("delivery_not_failed", "only an entry that was given up can be tried again"))
        }
        return again
    }

    /// How much waits and was given up, of every kind.
    package func backlog() async throws -> [OutboxEntry.Kind: OutboxBacklog] {
        let found = try await store.outboxBacklog()
        return Dictionary(uniqueKeysWithValues: OutboxEntry.Kind.allCases.map { ($0, found[$0] ?? OutboxBacklog()) })
    }
}
