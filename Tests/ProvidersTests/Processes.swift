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
