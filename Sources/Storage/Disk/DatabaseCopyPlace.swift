import Glibc

/// Where a copy of a database lies while a backup is made of it: in the home, for its owner alone, as long as this is there.
/// What a kill leaves goes when the next one is made, or when the server starts.
final class DatabaseCopyPlace {
    private static let endings = ["", "-journal", "-wal", "-shm"]

    let path: String
    /// Held, so that others know that somebody uses it.
    private let descriptor: Int32

    /// - Parameter folder: for nobody but its owner.
    init(in folder: String) throws {
        for name in try Disk.names(in: folder) where Self.copy(of: name) != nil && !Self.isUsed(name, in: folder) {
            try Disk.remove("\(folder)/\(name)")
        }
        path = "\(folder)/backup-\(UInt64.random(in: 0 ... .max)).db"
        descriptor = try Disk.open(path, O_RDWR | O_CREAT | O_EXCL)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = Disk.error("lock", path)
            unlink(path)
            close(descriptor)
            throw error
        }
    }

    deinit {
        for ending in Self.endings { unlink(path + ending) }
        close(descriptor)
    }

    /// Whether a file in the folder is needed by a backup that is being made, by whichever process: its copy of the database,
    /// or a part on its way to a bucket.
    static func isUsed(_ name: String, in folder: String) -> Bool {
        guard let copy = copy(of: name) else { return false }
        let descriptor = open("\(folder)/\(copy)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }

    /// The copy or part that a file belongs to; nil when it is something else.
    private static func copy(of name: String) -> Substring? {
        name.wholeMatch(of: /(backup-[0-9]+\.db|backup-part-[0-9]+)(-journal|-wal|-shm)?/)?.output.1
    }
}
