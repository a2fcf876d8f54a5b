import Domain
import Foundation
import Glibc

/// A folder with backups in it. Other files in it are left alone.
package struct BackupFolder: Sendable {
    package struct Entry: Equatable, Sendable {
        package let name: BackupName
        package let sizeBytes: Int64
    }

    package let path: String

    /// - Parameter path: absolute.
    package init(_ path: String) { self.path = path }

    package func file(_ name: BackupName) -> String { "\(path)/\(name.text)" }

    /// Newest first; none when the folder is not there.
    package func list() throws -> [Entry] {
        try Disk.names(in: path).compactMap(BackupName.init(text:)).sorted(by: >).compactMap { name in
            try Disk.sizeBytes(file(name)).map { Entry(name: name, sizeBytes: $0) }
        }
    }

    /// Removes what the rule does not keep of those that were not made before an upgrade, and drafts that a kill left behind.
    /// - Returns: what was removed.
    package func prune(_ rule: BackupRetention, at moment: Timestamp) throws -> [BackupName] {
        let surplus = rule.surplus(try list().map(\.name).filter { !$0.isBeforeUpgrade })
        for name in surplus { try Disk.remove(file(name)) }
        try removeOldDrafts(at: moment)
        if !surplus.isEmpty { try Disk.sync(path) }
        return surplus
    }

    func makeIfMissing() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// A name for a backup on its way in.
    func draft(_ name: BackupName) -> String { "\(file(name)).part" }

    /// The draft becomes the backup, durably.
    func adopt(_ name: BackupName) throws {
        guard rename(draft(name), file(name)) == 0 else { throw Disk.error("rename", draft(name)) }
        try Disk.sync(path)
    }

    /// None takes longer than two days to write.
    private func removeOldDrafts(at moment: Timestamp) throws {
        for text in try Disk.names(in: path) where text.hasSuffix(".part") {
            guard let name = BackupName(text: String(text.dropLast(5))),
                moment - name.madeAt > .seconds(48 * 3600)
            else { continue }
            try Disk.remove("\(path)/\(text)")
        }
    }
}
