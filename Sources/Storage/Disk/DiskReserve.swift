import Glibc
import Synchronization

/// Room on the disk that is left to what must work when it is full: sign-in, deletion, the ends of tasks.
package final class DiskReserve: Sendable {
    /// While there is plenty of room, the disk is asked no more often than this.
    private static let pause: Duration = .milliseconds(50)

    private let folder: String
    private let bytes: UInt64
    /// Until when there was plenty of room.
    private let plentyUntil = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameter bytes: that what can wait does not use up.
    package init(folder: String, bytes: UInt64 = 32 << 20) {
        self.folder = folder
        self.bytes = bytes
    }

    /// - Throws: ``StoreError/full`` when only the reserve is left.
    package func requireRoom() throws {
        let moment = ContinuousClock.now
        if let until = plentyUntil.withLock({ $0 }), moment < until { return }
        // Where it cannot be asked, the write itself finds out.
        guard let free = freeBytes else { return }
        guard free >= bytes else { throw StoreError.full }
        // More than any disk takes in during the pause.
        let (plenty, isTooMuch) = bytes.addingReportingOverflow(1 << 30)
        let isPlenty = free == .max || (!isTooMuch && free >= plenty)
        plentyUntil.withLock { $0 = isPlenty ? moment + Self.pause : nil }
    }

    /// Whether so much can be written without touching the reserve.
    package func hasRoom(for wanted: UInt64) -> Bool {
        guard let free = freeBytes else { return true }
        return free >= bytes && free - bytes >= wanted
    }

    /// Nil where it cannot be asked.
    private var freeBytes: UInt64? {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return nil }
        let (free, isMore) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return isMore ? .max : free
    }
}
