import Foundation
import Glibc
import Studio
import Synchronization

/// A restore that was asked for while the server ran: it stops, restores, and starts again as the same process, so that
/// whoever watches over it sees no end.
final class Rebirth: Sendable {
    private let state = Mutex<(order: SetupRestore.Order?, stop: (@Sendable () -> Void)?)>((nil, nil))
    /// Whether whoever started the program had it outlive its terminal (`nohup`).
    private let ignoresHangup: Bool
    /// What the program was given. Some who started one learn of its end by a descriptor that closes.
    private let given: Set<Int32>

    /// Before the program opens anything, or changes what its signals do.
    init() {
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        ignoresHangup =
            unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        // The one that the folder was read by is not open any more.
        given = Set(Self.descriptors().filter { fcntl($0, F_GETFD) >= 0 })
    }

    /// Nil when the server ends for another reason.
    var order: SetupRestore.Order? { state.withLock { $0.order } }

    /// - Parameter stop: ends the server in good order.
    func set(stop: @escaping @Sendable () -> Void) { state.withLock { $0.stop = stop } }

    func ask(for order: SetupRestore.Order) {
        let stop = state.withLock { state in
            state.order = order
            return state.stop
        }
        stop?()
    }

    /// The program from its start, with the same arguments. Returns only when that is not possible.
    func startAgain() {
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
        signal(SIGHUP, ignoresHangup ? SIG_IGN : SIG_DFL)
        // Locks and sockets go with their descriptors; the new program opens its own.
        for descriptor in Self.descriptors() where descriptor > 2 && !given.contains(descriptor) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            execv(path, CommandLine.unsafeArgv)
        }
        execv("/proc/self/exe", CommandLine.unsafeArgv)
    }

    private static func descriptors() -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }
    }
}
