import Glibc

/// The right to be the one server of a home, held until it is released or the process ends, however that happens.
package final class HomeLock: Sendable {
    /// Another process has the home.
    package struct Held: Error, Equatable, CustomStringConvertible {
        package let home: String
        /// Of the holder; nil when it has not written it down yet.
        package let pid: Int32?

        package var description: String {
            let holder = pid.map { "process \($0)" } ?? "another process"
            return "\(home) is in use by \(holder). Stop that server, or start this one with another home."
        }
    }

    private let descriptor: Int32
    /// Of the home itself, whose lock stays when somebody removes the lock file; -1 where folders cannot be locked.
    private let folder: Int32

    /// Takes the lock at once or not at all.
    /// - Throws: ``Held``, ``DiskError``.
    package init(home: Home) throws {
        let path = home.lock
        // Not inherited by child processes, which would continue holding it.
        let descriptor = try Disk.open(path, O_RDWR | O_CREAT)
        var folder: Int32 = -1
        do {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                guard errno == EWOULDBLOCK else { throw Disk.error("lock", path) }
                throw Held(home: home.path, pid: Self.pid(in: descriptor))
            }
            folder = try Self.lockFolder(home, pid: Self.pid(in: descriptor))
            guard ftruncate(descriptor, 0) == 0 else { throw Disk.error("write", path) }
            try Array("\(getpid())\n".utf8).withUnsafeBytes { try Disk.write($0, to: descriptor, path: path) }
        } catch {
            close(descriptor)
            if folder >= 0 { close(folder) }
            throw error
        }
        self.descriptor = descriptor
        self.folder = folder
    }

    deinit {
        // Not left to `close`: a child that is just being started has a copy of the descriptor for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
        guard folder >= 0 else { return }
        flock(folder, LOCK_UN)
        close(folder)
    }

    private static func lockFolder(_ home: Home, pid: Int32?) throws -> Int32 {
        let folder = try Disk.open(home.path, O_RDONLY | O_DIRECTORY)
        if flock(folder, LOCK_EX | LOCK_NB) == 0 { return folder }
        let code = errno
        close(folder)
        if code == EWOULDBLOCK { throw Held(home: home.path, pid: pid) }
        // Some network file systems lock no folders; the lock file has to do there.
        return -1
    }

    private static func pid(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (48...57).contains($0) }
        return Int32(String(decoding: digits, as: UTF8.self))
    }
}
