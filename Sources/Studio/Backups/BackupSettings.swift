import Storage

/// When backups are made, of what, and how many stay.
package struct BackupSettings: Sendable {
    /// Nil makes none by itself.
    package var every: Duration? = .seconds(24 * 3600)
    /// Where they go; nil is the home's own folder.
    package var shelf: (any BackupShelf)?
    package var media = BackupManifest.Media.referenced
    /// Seals them, and lets them hold the home's secrets.
    package var passphrase: String?
    package var retention = BackupRetention.standard

    package init() {}

    func shelf(in home: Home) -> any BackupShelf { shelf ?? BackupFolder(home.backups) }
}
