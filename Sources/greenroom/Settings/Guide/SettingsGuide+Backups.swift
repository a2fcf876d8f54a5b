extension SettingsGuide {
    /// When backups are made, and of what.
    static let backups: [Entry] = [
        Entry(
            "`GREENROOM_BACKUP_HOURS`",
            "hours between backups; `0` makes none automatically",
            standard: "`24`"),
        Entry(
            "`GREENROOM_BACKUP_FOLDER`",
            "where backups go: better another disk, or a bucket as `s3://bucket/folder` or `oss://bucket/folder`, with the "
                + "keys of the buckets' settings",
            standard: "`backups` in the home"),
        Entry(
            "`GREENROOM_BACKUP_PASSPHRASE`",
            "seals backups and includes the server's secrets in them, 12 characters or more. Without it, both are left "
                + "out: after a restore on a new machine everyone signs in again and second factors must be set up anew"
        ),
        Entry(
            "`GREENROOM_BACKUP_MEDIA`",
            "`packed` puts all media into every backup; `referenced` leaves them to the disk and its mirrors",
            standard: "`referenced`"),
        Entry(
            "`GREENROOM_BACKUP_KEEP`",
            "backups kept: daily/weekly/monthly",
            standard: "`7/4/12`"),
        Entry(
            "`GREENROOM_LITESTREAM`",
            "where [Litestream](https://litestream.io) replicates the database to, so that `greenroom doctor` tells how far "
                + "it is: a folder, `s3://bucket/folder` or `oss://bucket/folder`"),
    ]
}
