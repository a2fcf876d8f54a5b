import Domain
import Foundation
import Glibc

/// The media in the home belong to another database, or to a newer state of this one: everything in them that it does
/// not know would look like nobody's.
package struct WrongDatabase: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension Home {
    private var mark: String { media + "/database.json" }

    /// Makes sure that the database is the one that the media belong to. For the start, before anything is swept.
    /// - Throws: ``WrongDatabase``, which says what to do.
    package func recognise(_ store: Store) async throws {
        let identity = try await store.identity()
        if try hasMedia() {
            let known = try markedIdentity()
            if let fault = try await fault(of: identity, beside: known, store) {
                throw WrongDatabase(description: fault)
            }
        }
        try await mark(store)
    }

    /// Tells the media how far the database is. What it was told before is told too little after a crash, never too
    /// much: the database is ahead.
    package func mark(_ store: Store) async throws {
        guard let identity = try await store.advanceIdentity(newID: UUID().uuidString.lowercased()) else { return }
        let bytes = try JSONEncoder().encode(identity)
        try replaceFile(mark, Array(bytes), in: media)
    }

    /// Tells the media that from now on this database is theirs, however old it is.
    func mark(_ identity: DatabaseIdentity?) throws {
        guard let identity else { return try Disk.remove(mark) }
        try replaceFile(mark, Array(try JSONEncoder().encode(identity)), in: media)
    }

    /// Nil when the database may be used.
    private func fault(
        of identity: DatabaseIdentity?, beside known: DatabaseIdentity?, _ store: Store
    ) async throws -> String? {
        let restore =
            "Stop here, and put the database that belongs to them back at \(database), together with its -wal file."
        guard let known else {
            // Somebody took the mark away to say that this database is the right one; an empty one cannot be.
            guard try await !store.knowsMedia() else { return nil }
            return "The database \(database) is new, but \(media) holds media. \(restore) "
                + "To start anew, move \(media) away."
        }
        guard identity?.databaseID == known.databaseID else {
            return "The database \(database) is not the one that the media in \(media) belong to. \(restore) "
                + "To start anew, move \(media) away."
        }
        guard let identity, identity.generation < known.generation else { return nil }
        return "The database \(database) is older than the media in \(media). \(restore) "
            + "To use it as it is, remove \(mark): files that it does not know are then kept in \(quarantine) for "
            + "\(BlobStore.quarantineDays) days."
    }

    /// Nil when there is no mark; a damaged one counts as that of another database.
    private func markedIdentity() throws -> DatabaseIdentity? {
        guard try Disk.sizeBytes(mark) != nil else { return nil }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: mark))
        return (try? JSONDecoder().decode(DatabaseIdentity.self, from: bytes))
            ?? DatabaseIdentity(databaseID: "damaged", generation: 0)
    }

    private func hasMedia() throws -> Bool {
        for folder in try Disk.names(in: media) where folder.utf8.count == 2 {
            if try Disk.names(in: "\(media)/\(folder)").contains(where: { BlobHash(hex: $0) != nil }) { return true }
        }
        return false
    }
}
