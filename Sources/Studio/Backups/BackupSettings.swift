import Storage

/// When backups are made, of what, and how many stay.
package struct BackupSettings: Sendable {
    /// Nil makes none by itself.
    package var every: Duration? = .seconds(24 * 3600)
    /// Absolute; nil is the home's own.
    package var folder: String?
    package var media = BackupManifest.Media.referenced
    /// Seals them, and lets them hold the home's secrets.
    package var passphrase: String?
    package var retention = BackupRetention.standard

    package init() {}

    func folder(in home: Home) -> BackupFolder { BackupFolder(folder ?? home.backups) }
}
