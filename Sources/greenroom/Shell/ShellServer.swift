import Dispatch
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Studio

/// Answers an administrator's commands as long as the server runs; see ``ShellSocket``. It waits on threads of its own.
struct ShellServer: Service {
    let home: String
    let shell: Shell
    let logger: Logger

    func run() async throws {
        guard let descriptor = listen() else {
            logger.warning("commands of an administrator cannot reach this server", metadata: ["reason": "\(home)"])
            try? await gracefulShutdown()
            return
        }
        let (shell, path) = (shell, ShellSocket.path(home: home))
        Thread.detachNewThread {
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard connection >= 0 else { return }
                Thread.detachNewThread { Self.serve(connection, shell) }
            }
        }
        try? await gracefulShutdown()
        unlink(path)
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func listen() -> Int32? {
        let path = ShellSocket.path(home: home)
        guard let address = ShellSocket.address(path) else { return nil }
        let descriptor = ShellSocket.open()
        guard descriptor >= 0 else { return nil }
        unlink(path)
        // The home is its owner's alone, so nobody gets in before the mode is set.
        guard ShellSocket.with(address, { bind(descriptor, $0, $1) }) == 0, chmod(path, 0o600) == 0,
            Glibc.listen(descriptor, 8) == 0
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func serve(_ connection: Int32, _ shell: Shell) {
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        guard isTrusted(connection) else {
            close(connection)
            return
        }
        ShellSocket.setPatience(10, of: connection)
        guard let line = ShellSocket.line(from: connection),
            let order = try? JSONDecoder().decode(ShellOrder.self, from: line)
        else {
            ShellSocket.say(ShellAnswer("This was not understood.", isRefusal: true), to: connection)
            close(connection)
            return
        }
        Task {
            let answer = await shell.carryOut(order)
            DispatchQueue.global().async {
                ShellSocket.say(answer, to: connection)
                close(connection)
            }
        }
    }

    /// Whether the other side is this server's own user or root.
    private static func isTrusted(_ connection: Int32) -> Bool {
        // `struct ucred` (unix(7)): process, user, group.
        var peer: (pid: Int32, uid: UInt32, gid: UInt32) = (0, .max, .max)
        var length = socklen_t(12)
        guard getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0, length == 12 else { return false }
        return peer.uid == geteuid() || peer.uid == 0
    }
}
