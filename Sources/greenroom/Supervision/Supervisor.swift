import Glibc

/// What is told to the systemd that started this process, over the socket that `NOTIFY_SOCKET` names (sd_notify(3)).
/// Nothing happens where there is none.
struct Supervisor: Sendable {
    private let socketPath: String?
    /// It restarts the process when it hears nothing for so long; nil when it does not watch.
    let patience: Duration?

    /// - Parameter environment: `NOTIFY_SOCKET`; `WATCHDOG_USEC` and `WATCHDOG_PID`, see sd_watchdog_enabled(3).
    init(environment: [String: String], pid: Int32 = getpid()) {
        socketPath = environment["NOTIFY_SOCKET"].flatMap { ["/", "@"].contains($0.prefix(1)) ? $0 : nil }
        let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(pid)" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        patience = isMeant && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    var isThere: Bool { socketPath != nil }

    /// Connections are accepted.
    func noteReady() { tell("READY=1") }

    func noteStopping() { tell("STOPPING=1") }

    /// Everything that must answer has answered.
    func noteAlive() { tell("WATCHDOG=1") }

    private func tell(_ state: String) {
        guard let socketPath else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A name that begins with @ is in the abstract namespace, where a zero byte stands in its place (unix(7)).
        var name = Array(socketPath.utf8)
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(state.utf8)
        let length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path)! + name.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}
