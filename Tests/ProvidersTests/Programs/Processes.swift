import Foundation

/// Whether a process that was killed ends within five seconds: the signal is sent, not waited for.
func isGone(_ pid: pid_t) async -> Bool {
    let limit = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < limit {
        if hasEnded(pid) { return true }
        await Task.yield()
    }
    return false
}

/// Gone, or a zombie that only waits for its new parent to look.
private func hasEnded(_ pid: pid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
    return status.split(separator: ")").last?.split(separator: " ").first == "Z"
}

/// Processes of this machine that were started with a word among their arguments.
func processes(naming word: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { pid in
        guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
        return line.split(separator: 0).contains { $0.elementsEqual(word.utf8) }
    }
}
