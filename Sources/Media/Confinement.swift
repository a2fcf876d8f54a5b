import CLibAV
import Glibc

/// What this process gives up before it reads bytes that came from outside. Each step only ever takes away.
package enum Confinement {
    /// - Parameters:
    ///   - addressSpace: bytes of virtual memory, libraries included.
    ///   - cpuSeconds: then the kernel ends the process; nil for no bound.
    ///   - fileSize: bytes any one written file may have.
    /// - Returns: false when the kernel refused one of them, which it does only for a bound above an inherited one.
    package static func limit(addressSpace: UInt, cpuSeconds: UInt?, fileSize: UInt) -> Bool {
        signal(SIGXFSZ, SIG_IGN)  // a write beyond the bound fails with an error instead
        var isDone = set(RLIMIT_AS, addressSpace)
        if let cpuSeconds { isDone = set(RLIMIT_CPU, cpuSeconds) && isDone }
        isDone = set(RLIMIT_FSIZE, fileSize) && isDone
        isDone = set(RLIMIT_NOFILE, 256) && isDone
        return set(RLIMIT_CORE, 0) && isDone
    }

    private static func set(_ resource: __rlimit_resource, _ value: UInt) -> Bool {
        let resource = __rlimit_resource_t(resource.rawValue)
        var bound = rlimit()
        guard getrlimit(resource, &bound) == 0 else { return false }
        bound.rlim_max = min(bound.rlim_max, rlim_t(value))
        bound.rlim_cur = min(bound.rlim_cur, bound.rlim_max)
        return setrlimit(resource, &bound) == 0
    }

    /// No program started from here gains rights, and where the kernel allows it there is no network. Call it before
    /// there is a second thread: the kernel moves only single-threaded processes.
    package static func isolate() {
        _ = greenroom_forbid_new_privileges()
        _ = greenroom_leave_network()
    }

    /// Ends this process when it has run for so long, whatever it is doing.
    package static func endAfter(seconds: UInt32) { alarm(seconds) }

    /// Ends this process when its parent ends. PR_SET_PDEATHSIG would do it when the parent's *thread* ends that
    /// started us, and a server's threads come and go; a handle of the parent's process does not mind them.
    package static func endWithParent() {
        let parent = greenroom_process_handle(getppid())
        // A parent that died before the handle was there has left us to somebody else already.
        if isOrphan { kill(getpid(), SIGKILL) }
        guard parent >= 0 else { return }
        var thread = pthread_t()
        let handle = UnsafeMutableRawPointer(bitPattern: Int(parent) + 1)
        let code = pthread_create(
            &thread, nil,
            { handle in
                var watched = pollfd(fd: Int32(Int(bitPattern: handle) - 1), events: Int16(POLLIN), revents: 0)
                while poll(&watched, 1, -1) < 1 {}
                kill(getpid(), SIGKILL)
                return nil
            }, handle)
        if code == 0 { pthread_detach(thread) } else { close(parent) }
    }

    /// Whether the process that started this one is gone: `GREENROOM_PARENT` tells its id.
    static var isOrphan: Bool {
        guard let text = getenv("GREENROOM_PARENT"), let told = pid_t(String(cString: text)) else { return false }
        return told != getppid()
    }
}
