import Glibc

/// Records of bytes, appended to a file of a ``Checkpoint``. A record that cannot be written is dropped; the job continues.
///
/// Unchecked: used by one thread at a time.
package final class CheckpointLog: @unchecked Sendable {
    let name: String
    /// What was committed when it was opened.
    private let committed: Checkpoint.Part
    private let descriptor: Int32
    private(set) var bytes: Int
    private(set) var count: Int
    private var isBroken = false

    /// - Returns: nil when the file is shorter than what was committed of it, or cannot be opened.
    init?(path: String, name: String, committed: Checkpoint.Part) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        (self.name, self.committed, bytes, count) = (name, committed, committed.bytes, committed.records)
        var facts = stat()
        guard descriptor >= 0, fstat(descriptor, &facts) == 0, Int(facts.st_size) >= committed.bytes,
            ftruncate(descriptor, off_t(committed.bytes)) == 0
        else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Records that were committed when the log was opened.
    package var committedRecords: Int { committed.records }
    /// Whether the log was complete when it was opened.
    package var isComplete: Bool { committed.isComplete }

    package func append(_ record: [UInt8]) {
        guard !isBroken else { return }
        let framed = withUnsafeBytes(of: UInt32(record.count).littleEndian) { Array($0) } + record
        isBroken = pwrite(descriptor, framed, framed.count, off_t(bytes)) != framed.count
        bytes += framed.count
        count += 1
    }

    /// - Returns: whether everything appended is on disk.
    func sync() -> Bool { !isBroken && fdatasync(descriptor) == 0 }

    /// Takes no more records.
    func stop() { isBroken = true }

    /// The committed records from the first.
    package func records() -> Records { Records(descriptor: descriptor, end: committed.bytes) }

    /// Reads records one by one. Valid as long as the log is.
    package struct Records {
        fileprivate let descriptor: Int32
        fileprivate let end: Int
        private var place = 0

        fileprivate init(descriptor: Int32, end: Int) { (self.descriptor, self.end) = (descriptor, end) }

        /// - Returns: nil at the end, or when the file cannot be read any more.
        package mutating func next() -> [UInt8]? {
            var length: UInt32 = 0
            guard place + 4 <= end, pread(descriptor, &length, 4, off_t(place)) == 4 else { return nil }
            let count = Int(UInt32(littleEndian: length))
            guard place + 4 + count <= end else { return nil }
            var isRead = false
            let record = [UInt8](unsafeUninitializedCapacity: count) { room, filled in
                isRead = count == 0 || pread(descriptor, room.baseAddress, count, off_t(place + 4)) == count
                filled = isRead ? count : 0
            }
            place += 4 + count
            return isRead ? record : nil
        }
    }
}
