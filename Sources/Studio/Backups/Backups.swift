import Domain
import Storage

/// What administrators see of the backups, and may ask for.
package struct Backups: Sendable {
    package struct Entry: Equatable, Sendable {
        package let name: String
        package let madeAt: Timestamp
        package let sizeBytes: Int64
        /// Needs its passphrase.
        package let isSealed: Bool
        package let isBeforeUpgrade: Bool
    }

    private let store: Store
    private let shelf: any BackupShelf
    /// Where restore points are.
    private let ownFolder: BackupFolder
    /// A bucket may be slow: the threads of the media must not wait for it.
    private let io = BlockingIO(threads: 2)
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, home: Home, settings: BackupSettings, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        shelf = settings.shelf(in: home)
        ownFolder = BackupFolder(home.backups)
        self.newID = newID
        self.now = now
    }

    /// Newest first, with the restore points in the home.
    package func list() async throws -> [Entry] {
        let found: [BackupEntry]
        do {
            found = try await io.run { [shelf, ownFolder] in
                let points = try ownFolder.list().filter { $0.name.isBeforeUpgrade }
                return points + (try shelf.list().filter { entry in !points.contains { $0.name == entry.name } })
            }
        } catch let error as BackupError {
            throw StudioError.provider(error.description)
        }
        return found.sorted { $0.name > $1.name }.map { found in
            Entry(
                name: found.name.text, madeAt: found.name.madeAt, sizeBytes: found.sizeBytes,
                isSealed: found.name.isSealed, isBeforeUpgrade: found.name.isBeforeUpgrade)
        }
    }

    /// The newest that was not made before an upgrade; nil when there is none.
    package func newest() async throws -> Entry? {
        try await list().first { !$0.isBeforeUpgrade }
    }

    /// Has one made as soon as the one under way, if any, is done.
    package func ask(by admin: AccountID, client: Client) async throws -> OutboxLine {
        if let id: OutboxID = IdempotencyClaim.earlierID(), let made = try await store.outboxLine(id) { return made }
        let entry = entry(.manual, id: IdempotencyClaim.id(or: newID))
        let audit = AuditEntry(
            id: newID.next(), at: now(), actor: admin, action: .backupCreate,
            target: AuditEntry.Target(kind: "outbox", id: entry.id.rawValue), address: client.address,
            userAgent: client.userAgent)
        try await store.add(entry, noting: audit)
        guard let line = try await store.outboxLine(entry.id) else { throw StudioError.notFound("outbox entry") }
        return line
    }

    /// Has one made, unless one is waited for already.
    func schedule() async throws {
        guard try await store.outboxBacklog()[.backup]?.waiting ?? 0 == 0 else { return }
        try await store.add(entry(.scheduled, id: newID.next()))
    }

    private func entry(_ reason: BackupManifest.Reason, id: OutboxID) -> OutboxEntry {
        OutboxEntry(id: id, kind: .backup, subject: reason.rawValue, accountID: nil, createdAt: now())
    }
}
