import Domain

/// The backup that is made before a newer version changes the schema, so that the older version can be put back. It lies
/// in the home, without media and secrets, which stay where they are.
package enum RestorePoint {
    /// How many are kept.
    package static let kept = 3

    /// - Parameter program: the version that is about to change the schema.
    /// - Throws: ``BackupError``: the schema must not be changed then.
    package static func make(in home: Home, program: String, at moment: Timestamp) throws {
        let folder = BackupFolder(home.backups)
        do {
            let writer = BackupWriter(home: home, blobs: BlobStore(home: home.path))
            _ = try writer.writeNow(BackupWriter.Plan(.upgrade, program: program), into: folder, at: moment)
            for old in try folder.list().filter(\.name.isBeforeUpgrade).dropFirst(kept) {
                try Disk.remove(folder.file(old.name))
            }
        } catch {
            throw BackupError("No restore point could be made in \(home.backups) before the upgrade: \(Cause(error))")
        }
    }
}
