import Foundation

/// What `packaging/setup --test` and `packaging/assets` have put on this machine.
package enum Installed {
    /// - Parameter name: below the cache folder: `venv/bin/python`.
    package static func path(_ name: String) -> String {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        return "\(cache)/greenroom/\(name)"
    }
}
