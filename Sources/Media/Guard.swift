import CLibAV
import Glibc

/// Runs a foreign program that knows nothing of us, and ends it and all that it started when our own parent ends.
package enum Guard {
    package struct Failure: Error {
        package let message: String
    }

    /// Runs the program with this process's standard streams and environment; SIGTERM is left to the program.
    /// - Parameter words: absolute path of the program, then its arguments.
    /// - Returns: how it ended, as wait(2) tells it.
    package static func run(_ words: [String]) throws(Failure) -> Int32 {
        // The group is what is ended; whoever started us has made us its leader as a rule.
        _ = setpgid(0, 0)
        let parent = greenroom_process_handle(getppid())
        if parent < 0 || Confinement.isOrphan { endGroup() }
        signal(SIGTERM, SIG_IGN)
        signal(SIGINT, SIG_IGN)
        let program = try start(words)
        let handle = greenroom_process_handle(program)
        guard handle >= 0 else { return end(of: program) }
        while true {
            var watched = [
                pollfd(fd: parent, events: Int16(POLLIN), revents: 0),
                pollfd(fd: handle, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&watched, 2, -1) > 0 else { continue }
            if watched[0].revents != 0 { endGroup() }
            if watched[1].revents != 0 { return end(of: program) }
        }
    }

    private static func start(_ words: [String]) throws(Failure) -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGTERM, SIGINT, SIGPIPE] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var program: pid_t = 0
        let code = posix_spawn(&program, words[0], nil, &attributes, &arguments, environ)
        guard code == 0 else {
            throw Failure(message: "\(words[0]) does not start: \(String(cString: strerror(code)))")
        }
        return program
    }

    private static func end(of program: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(program, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func endGroup() -> Never {
        kill(0, SIGKILL)
        _exit(1)
    }
}
