import Dispatch
import Glibc
import Synchronization

/// Where lines end up; used by one thread at a time.
protocol LogTarget: Sendable {
    /// - Returns: false when not all of it could be written.
    func put(_ bytes: [UInt8]) -> Bool

    /// Takes a file up anew that somebody has moved away.
    func reopen()
}

/// A descriptor that is open already.
struct OpenDescriptor: LogTarget {
    let descriptor: Int32

    func put(_ bytes: [UInt8]) -> Bool { Output.write(bytes, to: descriptor) }

    func reopen() {}
}

/// Takes lines of the log to their target without ever keeping their writer waiting: they are written on a queue
/// of its own. What cannot be written (a full disk, a reader that has gone) and what finds no room (a reader that does
/// not read) is dropped, counted, and told of in the log once it takes lines again.
final class LogSink: Sendable {
    private struct State {
        var waitingBytes = 0
        var untold = 0
        var note: @Sendable () -> Void = {}
    }

    /// The whole program's: on standard error.
    static let standardError = LogSink(OpenDescriptor(descriptor: STDERR_FILENO))

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Of lines that wait to be written.
    private static let room = 1 << 20

    private let target: any LogTarget
    private let queue = DispatchQueue(label: "greenroom.log")
    private let state = Mutex(State())

    init(_ target: any LogTarget) { self.target = target }

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
            let isWritten = target.put(bytes)
            let dropped = state.withLock { state in
                state.waitingBytes -= bytes.count
                return isWritten ? state.untold : 0
            }
            guard isWritten else { return drop() }
            if dropped > 0, target.put(Array("\(dropped) lines of this log could not be written\n".utf8)) {
                state.withLock { $0.untold -= dropped }
            }
        }
    }

    func reopen() { queue.async { [target] in target.reopen() } }

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
