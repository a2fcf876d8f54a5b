import Glibc

/// Room on the disk that is left to what must work when it is full: sign-in, deletion, the ends of tasks.
package struct DiskReserve: Sendable {
    private let folder: String
    private let bytes: UInt64

    /// - Parameter bytes: that what can wait does not use up.
    package init(folder: String, bytes: UInt64 = 32 << 20) {
        self.folder = folder
        self.bytes = bytes
    }

    /// - Throws: ``StoreError/full`` when only the reserve is left.
    package func requireRoom() throws {
        // Where it cannot be asked, the write itself finds out.
        guard let free = freeBytes else { return }
        guard free >= bytes else { throw StoreError.full }
    }

    /// Nil where it cannot be asked.
    package var freeBytes: UInt64? {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return nil }
        let (free, isMore) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return isMore ? .max : free
    }

    /// Whether so much can be written without touching the reserve.
    package func hasRoom(for wanted: UInt64) -> Bool {
        guard let free = freeBytes else { return true }
        return free >= bytes && free - bytes >= wanted
    }
}
