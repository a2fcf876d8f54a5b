import Domain
import Foundation
import Storage

/// Everything about an account in one archive, for its owner: asked for here, made by the ``Archivist``.
package struct Exports: Sendable {
    /// How long a finished archive is kept.
    package static let lifetime: Duration = .seconds(7 * 24 * 60 * 60)

    private let store: Store
    private let accounts: Accounts
    private let home: Home
    private let io: BlockingIO
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, accounts: Accounts, home: Home, blobs: BlobStore, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.accounts = accounts
        self.home = home
        io = blobs.io
        self.newID = newID
        self.now = now
    }

    /// Queues an export; one that is waited for already is not made twice, and a finished one gives way.
    package func request(for account: Account, client: Client) async throws -> DataExport {
        if let id: ExportID = IdempotencyClaim.earlierID(), let made = try await store.export(id, of: account.id) {
            return made
        }
        let export = DataExport(
            id: IdempotencyClaim.id(or: newID), accountID: account.id, createdAt: now())
        let work = OutboxEntry(
            id: newID.next(), kind: .export, subject: export.id.rawValue, accountID: account.id,
            createdAt: export.createdAt)
        let entry = accounts.note(.export, by: account.id, .user(account.id), client)
        return try await store.request(export, by: work, credential: client.credential, noting: entry)
    }

    package func get(_ id: ExportID, of account: AccountID) async throws -> DataExport {
        guard let export = try await store.export(id, of: account), !isOver(export) else {
            throw StudioError.notFound("export")
        }
        return export
    }

    /// Whoever owns it: only to be called with a good ``MediaLinks/Proof``.
    /// - Returns: with the absolute path of the archive.
    package func archive(_ id: ExportID) async throws -> (export: DataExport, path: String) {
        guard let export = try await store.export(id, of: nil), export.status == .ready, !isOver(export) else {
            throw StudioError.notFound("export")
        }
        return (export, home.export(id))
    }

    /// Throws away what is too old, and archives that nobody waits for any more.
    func sweep() async throws {
        try await store.removeExpiredExports(at: now())
        let folder = home.exports
        let names = try await io.run { try FileManager.default.contentsOfDirectory(atPath: folder) }
        for name in names {
            let id = name.split(separator: ".").first.flatMap { ExportID(rawValue: String($0)) }
            if let id, try await store.isExportKept(id) { continue }
            try await io.run { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
        }
    }

    private func isOver(_ export: DataExport) -> Bool { export.expiresAt.map { $0 <= now() } ?? false }
}
