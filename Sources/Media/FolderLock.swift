import Glibc

/// A folder that belongs to one process and what that starts, until the last of them has ended.
package enum FolderLock {
    package struct Held: Error {
        package static let message = "Another process still works on this task."
    }

    /// Longer than what a server that died has left behind takes to end.
    private static let patience: Duration = .seconds(12)
    private static let pause: useconds_t = 50_000

    /// Waits for another one that has it, which is often about to end.
    /// - Throws: ``Held`` while another one has it.
    package static func take(_ folder: String) throws(Held) {
        // Stays open on purpose, in children too: the kernel frees the lock when nobody has the file any more.
        let file = open(folder + "/.lock", O_RDWR | O_CREAT, 0o600)
        // Where there is no place for a lock, the work itself will say so.
        guard file >= 0 else { return }
        let limit = ContinuousClock.now + patience
        while flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
            guard ContinuousClock.now < limit else {
                close(file)
                throw Held()
            }
            usleep(pause)
        }
    }
}
