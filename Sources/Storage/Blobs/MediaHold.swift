import Glibc

/// Keeps blobs from being removed, also by another process, as long as somebody copies them. Several may hold at a time;
/// what removes blobs waits for its next round meanwhile.
package final class MediaHold: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Waits for a removal under way.
    static func shared(_ path: String) throws -> MediaHold {
        let descriptor = try Disk.open(path, O_RDWR | O_CREAT)
        while flock(descriptor, LOCK_SH) != 0 {
            guard errno == EINTR else {
                let error = Disk.error("lock", path)
                close(descriptor)
                throw error
            }
        }
        return MediaHold(descriptor)
    }

    /// The right to remove; nil while somebody holds.
    static func exclusive(_ path: String) throws -> MediaHold? {
        let descriptor = try Disk.open(path, O_RDWR | O_CREAT)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return MediaHold(descriptor) }
        let code = errno
        let error = Disk.error("lock", path)
        close(descriptor)
        if code == EWOULDBLOCK { return nil }
        throw error
    }
}
