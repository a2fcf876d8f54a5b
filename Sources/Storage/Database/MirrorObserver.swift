import GRDB

/// Tells of copies, and of what is left of direct uploads, that the triggers have put down.
final class MirrorObserver: TransactionObserver {
    private let arrivals: OutboxArrivals
    /// The writer's thread only.
    private var isAsked = false

    init(_ arrivals: OutboxArrivals) { self.arrivals = arrivals }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
        switch eventKind {
        case .insert(let table): table == "mirrorCopy"
        // SQLite tells nothing of tables without a rowid, such as `directLeftover`.
        case .update(let table, let columns):
            table == "mirrorCopy" && columns.contains("status") || table == "directUpload" && columns.contains("fileID")
        case .delete(let table): table == "directUpload"
        }
    }

    func databaseDidChange(with event: DatabaseEvent) { isAsked = true }

    func databaseDidCommit(_ db: Database) {
        guard isAsked else { return }
        isAsked = false
        arrivals.note(.mirrorCopy)
        arrivals.note(.mirrorRemoval)
        arrivals.note(.directRemoval)
    }

    func databaseDidRollback(_ db: Database) { isAsked = false }
}
