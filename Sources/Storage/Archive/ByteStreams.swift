import Foundation
import Glibc

/// Where bytes go, one after another. The calls wait for the disk.
package protocol ByteSink: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// After the last of them: when it returns, all of them are where they belong.
    func finish() throws
}

extension ByteSink {
    package func write(_ bytes: some ContiguousBytes) throws { try bytes.withUnsafeBytes { try write($0) } }
}

/// Where bytes come from, one after another. The calls wait for the disk.
package protocol ByteSource: AnyObject {
    /// - Parameter room: never empty.
    /// - Returns: how many were put there; 0 at the end only.
    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
    /// Fills the room unless the end comes before.
    /// - Returns: how many bytes were put there.
    func fill(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < room.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: room[done...]))
            if count == 0 { break }
            done += count
        }
        return done
    }
}

/// A new file, for its owner alone, that is durable once it is finished.
package final class FileByteSink: ByteSink {
    private let path: String
    private let descriptor: Int32

    /// - Throws: ``DiskError`` also when the file is there already.
    package init(path: String) throws {
        self.path = path
        descriptor = try Disk.open(path, O_WRONLY | O_CREAT | O_EXCL)
    }

    deinit { close(descriptor) }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try Disk.write(bytes, to: descriptor, path: path)
    }

    package func finish() throws {
        guard fsync(descriptor) == 0 else { throw Disk.error("sync", path) }
    }

    /// Lets a server that starts know, as long as this is there, that the file is no leftover.
    package func hold() throws {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw Disk.error("lock", path) }
    }
}

package final class FileByteSource: ByteSource {
    private let path: String
    private let descriptor: Int32

    package init(path: String) throws {
        self.path = path
        descriptor = try Disk.open(path, O_RDONLY)
    }

    deinit { close(descriptor) }

    /// Bytes in the file as it was when this was asked.
    package func sizeBytes() throws -> Int64 {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw Disk.error("read", path) }
        return Int64(facts.st_size)
    }

    package func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, room.baseAddress, room.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Disk.error("read", path) }
            return count
        }
    }
}
