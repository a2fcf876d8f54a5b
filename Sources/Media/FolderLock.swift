import Glibc

/// A folder that belongs to one process and what that starts, until the last of them has ended.
package enum FolderLock {
    package struct Held: Error {
        package static let message = "Another process still works on this task."
    }

    /// - Throws: ``Held`` while another one has it.
    package static func take(_ folder: String) throws(Held) {
        // Stays open on purpose, in children too: the kernel frees the lock when nobody has the file any more.
        let file = open(folder + "/.lock", O_RDWR | O_CREAT, 0o600)
        // Where there is no place for a lock, the work itself will say so.
        guard file >= 0 else { return }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(file)
            throw Held()
        }
    }
}
