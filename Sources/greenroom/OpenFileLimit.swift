import Glibc

/// How many files, sockets among them, this process may have open.
enum OpenFileLimit {
    /// Raises the limit as far as this user may.
    /// - Returns: what it is afterwards.
    static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return Int(clamping: before) }
        return Int(clamping: limit.rlim_cur)
    }

    /// How many connections fit: each may have a file open beside itself, and the rest of the house needs some, too.
    static func connections(within limit: Int, atMost most: Int) -> Int {
        min(most, max(16, (limit - 256) / 2))
    }
}
