import Foundation
import Glibc
import Synchronization

/// Notices when a process group shows no sign of life: writes no line and uses no processor time.
final class LifeWatch: Sendable {
    private struct State {
        var hasSpoken = false
        var isOver = false
    }

    private let group: pid_t
    private let limit: Duration
    private let state = Mutex(State())

    init(of group: pid_t, limit: Duration) {
        self.group = group
        self.limit = limit
    }

    /// Whether it was silent for so long that the watch ended.
    var isOver: Bool { state.withLock { $0.isOver } }

    func noteLine() { state.withLock { $0.hasSpoken = true } }

    /// Returns when the group was silent for the limit, or the surrounding task is cancelled. It looks four times within
    /// the limit, so that the end comes at most a quarter late.
    func wait() async {
        let clock = ContinuousClock()
        var (sign, ticks) = (clock.now, await ProcessGroup.processorTicks(group))
        while (try? await Task.sleep(for: limit / 4)) != nil {
            let hasSpoken = state.withLock { state in
                defer { state.hasSpoken = false }
                return state.hasSpoken
            }
            let now = hasSpoken ? ticks : await ProcessGroup.processorTicks(group)
            if hasSpoken || now != ticks { (sign, ticks) = (clock.now, now) }
            guard clock.now - sign < limit else {
                return state.withLock { $0.isOver = true }
            }
        }
    }
}

/// What the kernel tells of all processes of a group.
enum ProcessGroup {
    /// Processor time of its processes and of those that they have waited for, in clock ticks of 10 ms.
    static func processorTicks(_ group: pid_t) async -> UInt64 {
        await BlockingThreads.run {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            return names.reduce(0) { sum, name in
                guard name.first?.isNumber == true, let ticks = ticks(of: name, in: group) else { return sum }
                return sum &+ ticks
            }
        }
    }

    /// Lets the kernel take this process before the server when memory is short. Its children inherit it.
    static func giveWayInMemory(_ process: pid_t) {
        let file = open("/proc/\(process)/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, "500", 3)
        close(file)
    }

    /// Nil for a process of another group, or one that is gone.
    private static func ticks(of process: String, in group: pid_t) -> UInt64? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        // proc(5): state, ppid, pgrp, …; utime, stime, cutime and cstime are the 14th to 17th of all.
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 14, pid_t(fields[2]) == group else { return nil }
        return fields[11...14].reduce(0) { $0 &+ (UInt64($1) ?? 0) }
    }
}

/// Where calls that block wait: never on the cooperative pool.
enum BlockingThreads {
    private static let queue = DispatchQueue(label: "greenroom.children", attributes: .concurrent)

    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { done in queue.async { done.resume(returning: work()) } }
    }
}
