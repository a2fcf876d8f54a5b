import Glibc
import Synchronization

/// A file that takes up room on the disk, so that there is some to give when others have filled it: sign-in, deletion and
/// the ends of tasks continue.
final class SpareRoom: Sendable {
    private let path: String
    private let bytes: Int
    /// Whether the room is held now.
    private let isHeld = Atomic(false)

    /// - Parameter bytes: some hundred commits' worth.
    init(path: String, bytes: Int = 8 << 20) {
        self.path = path
        self.bytes = bytes
        hold()
    }

    /// Takes the room again, if it was given and the disk has some.
    func hold() {
        guard !isHeld.load(ordering: .relaxed) else { return }
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard posix_fallocate(descriptor, 0, off_t(bytes)) == 0 else {
            ftruncate(descriptor, 0)
            return
        }
        isHeld.store(true, ordering: .relaxed)
    }

    /// - Returns: whether there was any.
    func give() -> Bool {
        guard isHeld.exchange(false, ordering: .relaxed) else { return false }
        return truncate(path, 0) == 0
    }
}
