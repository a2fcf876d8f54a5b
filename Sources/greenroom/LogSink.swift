import Dispatch
import Glibc
import Synchronization

/// Takes lines of the log to a file descriptor without ever keeping their writer waiting: they are written on a queue
/// of its own. What cannot be written (a full disk, a reader that has gone) and what finds no room (a reader that does
/// not read) is dropped, counted, and told of in the log once it takes lines again.
final class LogSink: Sendable {
    private struct State {
        var waitingBytes = 0
        var untold = 0
        var note: @Sendable () -> Void = {}
    }

    /// The whole program's: on standard error.
    static let standardError = LogSink(STDERR_FILENO)

    /// Of lines that wait to be written.
    private static let room = 1 << 20

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "greenroom.log")
    private let state = Mutex(State())

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// - Parameter note: called for each line that is dropped from now on, on any thread.
    func onDrop(_ note: @escaping @Sendable () -> Void) { state.withLock { $0.note = note } }

    /// - Parameter line: with its line break.
    func write(_ line: String) {
        let bytes = Array(line.utf8)
        let hasRoom = state.withLock { state in
            guard state.waitingBytes + bytes.count <= Self.room else { return false }
            state.waitingBytes += bytes.count
            return true
        }
        guard hasRoom else { return drop() }
        queue.async { [self] in
            let isWritten = Output.write(bytes, to: descriptor)
            let dropped = state.withLock { state in
                state.waitingBytes -= bytes.count
                return isWritten ? state.untold : 0
            }
            guard isWritten else { return drop() }
            if dropped > 0, Output.write("\(dropped) lines of this log could not be written\n", to: descriptor) {
                state.withLock { $0.untold -= dropped }
            }
        }
    }

    /// Waits until everything is written, but no longer than this.
    func flush(upTo seconds: Double = 1) {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + seconds)
    }

    private func drop() {
        let note = state.withLock { state in
            state.untold += 1
            return state.note
        }
        note()
    }
}
