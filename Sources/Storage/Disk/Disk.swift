import Foundation

/// What the operating system refused, for the log of an operator.
package struct DiskError: Error, Equatable, CustomStringConvertible {
    /// What was tried, as a verb: `open`.
    package let action: String
    package let path: String
    /// `errno`.
    package let code: Int32

    /// Whether it is about this file, which another process could not read either.
    var isOfTheFile: Bool { ![EMFILE, ENFILE, ENOMEM, EINTR, EAGAIN].contains(code) }

    package var description: String { "Could not \(action) \(path): \(String(cString: strerror(code)))" }
}

/// The calls on files that must be durable or private. All of them may wait for the disk.
enum Disk {
    /// The error of the call that just failed; a full disk or quota is ``StoreError/full``.
    static func error(_ action: String, _ path: String) -> any Error {
        let code = errno
        return code == ENOSPC || code == EDQUOT ? StoreError.full : DiskError(action: action, path: path, code: code)
    }

    /// - Returns: a descriptor that a child process does not inherit; the caller closes it.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws -> Int32 {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw error("open", path) }
        return descriptor
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw error("write", path)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Exactly so many bytes.
    static func read(_ count: Int, at offset: Int64, from descriptor: Int32, path: String) throws -> Data {
        var bytes = Data(count: count)
        try bytes.withUnsafeMutableBytes { room in
            var filled = 0
            while filled < count, let start = room.baseAddress {
                let got = pread(descriptor, start + filled, count - filled, off_t(offset) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                if got == 0 { errno = EIO }
                guard got > 0 else { throw error("read", path) }
                filled += got
            }
        }
        return bytes
    }

    /// Returns once the file's bytes, or the folder's names, survive a power failure.
    static func sync(_ path: String) throws {
        let descriptor = try open(path, O_RDONLY)
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw error("sync", path) }
    }

    /// Makes the folder for its owner alone. One that is there already is left as it is.
    /// - Returns: whether it was made now.
    @discardableResult
    static func makeFolder(_ path: String) throws -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        guard errno == EEXIST else { throw error("make the folder", path) }
        return false
    }

    /// Nothing happens when it is not there.
    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw error("remove", path) }
    }

    /// Nil when it is not there.
    static func sizeBytes(_ path: String) throws -> Int64? {
        var status = stat()
        if stat(path, &status) == 0 { return Int64(status.st_size) }
        guard errno == ENOENT else { throw error("read", path) }
        return nil
    }

    /// Not one that a link leads to.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in the folder in no order; none when it is not there.
    static func names(in folder: String) throws -> [String] {
        guard let handle = opendir(folder) else {
            guard errno == ENOENT else { throw error("list", folder) }
            return []
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
