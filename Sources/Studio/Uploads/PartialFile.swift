import Crypto
import Domain
import Foundation
import Glibc
import Storage
import Synchronization

/// The bytes of an upload that have come so far, open for one request. What the file holds is what the client is told
/// it holds, so that an upload continues after a crash where it was.
///
/// Its calls block: they are made on a thread of the blob store, one after the other.
final class PartialFile: Sendable {
    /// The SHA-256 of everything up to an offset: saves reading the whole file again at the end.
    struct Progress: Sendable {
        var hasher = SHA256()
        var offset: Int64 = 0

        /// Of the bytes up to the offset.
        var hash: BlobHash? { BlobHash(digest: hasher.finalize()) }
    }

    private struct State {
        var descriptor: Int32
        var offset: Int64
        /// Nil when the bytes before were not seen by this process.
        var progress: Progress?
        var checksum: RunningChecksum?
    }

    private let start: Int64
    private let startProgress: Progress?
    private let reserve: DiskReserve
    private let state: Mutex<State>

    /// - Parameters:
    ///   - progress: used when it reaches exactly to the end of the file.
    ///   - reserve: on the disk, that is left alone.
    init(path: String, progress: Progress?, checksum: Checksum?, reserve: DiskReserve) throws {
        self.reserve = reserve
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure() }
        let size = lseek(descriptor, 0, SEEK_END)
        start = Int64(size)
        let known = size == 0 ? Progress() : progress
        startProgress = known?.offset == start ? known : nil
        state = Mutex(
            State(
                descriptor: descriptor, offset: start, progress: startProgress,
                checksum: checksum.map(RunningChecksum.init)))
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }

    var offset: Int64 { state.withLock { $0.offset } }
    var progress: Progress? { state.withLock { $0.progress } }

    /// - Throws: ``StudioError/storageFull``; the bytes that did not fit are not counted.
    func write(_ bytes: [UInt8]) throws {
        do { try reserve.requireRoom() } catch { throw StudioError.storageFull }
        try state.withLock { state in
            try bytes.withUnsafeBytes { buffer in
                try Self.write(buffer, to: state.descriptor, at: state.offset)
                state.offset += Int64(buffer.count)
                state.checksum?.update(buffer)
                state.progress?.hasher.update(bufferPointer: buffer)
                state.progress?.offset = state.offset
            }
        }
    }

    /// Makes what came durable and closes the file.
    /// - Parameter isComplete: false when the request was cut: its checksum cannot be judged.
    /// - Throws: ``ChecksumMismatch``; the file is as long as before then.
    func finish(isComplete: Bool) throws {
        try state.withLock { state in
            guard state.descriptor >= 0 else { return }
            defer {
                close(state.descriptor)
                state.descriptor = -1
            }
            // Bytes beyond the offset are of a write that failed half way.
            let isRight = state.checksum.map { isComplete && $0.isRight } ?? true
            if !isRight {
                state.offset = start
                state.progress = startProgress
            }
            guard ftruncate(state.descriptor, off_t(state.offset)) == 0, fsync(state.descriptor) == 0 else {
                throw Self.failure()
            }
            if !isRight, isComplete { throw ChecksumMismatch() }
        }
    }

    /// Makes the file's bytes durable and tells how many there are; 0 when it is not there.
    static func durableSize(_ path: String) throws -> Int64 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0, errno == ENOENT { return 0 }
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
        return Int64(lseek(descriptor, 0, SEEK_END))
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64) throws {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset) + off_t(done))
            if count < 0 {
                if errno == EINTR { continue }
                throw failure()
            }
            done += count
        }
    }

    private static func failure() -> any Error {
        let code = errno
        if code == ENOSPC || code == EDQUOT { return StudioError.storageFull }
        return POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)
    }
}
