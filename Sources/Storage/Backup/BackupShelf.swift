import Domain

/// Where backups are kept: a folder, or a bucket. Other things in it are left alone. All calls wait.
package protocol BackupShelf: Sendable {
    /// For people: a path, or `s3://bucket/folder`.
    var place: String { get }
    /// Where the copy of the database lies while a backup is written, for nobody but its owner; nil is the home.
    var scratch: String? { get }

    /// Before anything is written there.
    func makeIfMissing() throws
    /// Newest first; none when nothing is there.
    func list() throws -> [BackupEntry]
    /// For people, and for commands that take one.
    func address(of name: BackupName) -> String
    func origin(of name: BackupName) -> BackupOrigin
    /// - Parameters:
    ///   - expectedBytes: about how large it becomes.
    ///   - scratch: a folder for what has to lie on the disk until it is there.
    func begin(_ name: BackupName, expectedBytes: Int64, scratch: String) throws -> any BackupDraft
    func remove(_ names: [BackupName]) throws
    /// Removes what drafts left that nobody writes any more.
    func removeOldDrafts(at moment: Timestamp) throws
}

extension BackupShelf {
    package var scratch: String? { nil }
}

/// A backup on a shelf.
package struct BackupEntry: Equatable, Sendable {
    package let name: BackupName
    package let sizeBytes: Int64

    package init(name: BackupName, sizeBytes: Int64) {
        self.name = name
        self.sizeBytes = sizeBytes
    }
}

/// A backup on its way in. It is one when its last byte is there, and not before.
package protocol BackupDraft: ByteSink {
    /// Makes it a backup, durably. After ``ByteSink/finish()``.
    /// - Returns: how large it is.
    func adopt() throws -> Int64
    /// Leaves nothing behind.
    func discard()
}

/// A backup to be read, whatever it lies in.
package struct BackupOrigin: Sendable {
    /// For people.
    package let name: String
    let open: @Sendable () throws -> any ByteSource

    /// - Parameter open: reads it from its beginning.
    package init(name: String, open: @escaping @Sendable () throws -> any ByteSource) {
        self.name = name
        self.open = open
    }

    package static func file(_ path: String) -> BackupOrigin {
        BackupOrigin(name: path) { try FileByteSource(path: path) }
    }
}

extension BackupShelf {
    /// What a rule does not keep, of those that were not made before an upgrade.
    package func surplus(_ rule: BackupRetention) throws -> [BackupName] {
        rule.surplus(try list().map(\.name).filter { !$0.isBeforeUpgrade })
    }

    /// Removes that, and drafts that a kill left behind.
    /// - Returns: what was removed.
    package func prune(_ rule: BackupRetention, at moment: Timestamp) throws -> [BackupName] {
        let surplus = try surplus(rule)
        try remove(surplus)
        try removeOldDrafts(at: moment)
        return surplus
    }
}
