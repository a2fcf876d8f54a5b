import Domain
import Studio

/// A backup as administrators see it.
struct BackupBody: Body, Sendable {
    let backup: Backups.Entry

    static var name: String? { "Backup" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("name", "The file's name in the backup folder or bucket.") { $0.backup.name }
        fields.add("created_at") { $0.backup.madeAt }
        fields.add("size_bytes") { $0.backup.sizeBytes }
        fields.add("sealed", "Whether a passphrase is needed; only sealed backups hold the server's secrets.") {
            $0.backup.isSealed
        }
        fields.add("restore_point", "Whether it was made by itself before an upgrade.") { $0.backup.isBeforeUpgrade }
    }
}
