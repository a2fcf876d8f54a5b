import Foundation

/// The folder of what is fetched at set-up: `openvino/` with the runtime's libraries, `models/` with the networks.
package struct Assets: Sendable {
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// GREENROOM_ASSETS, else greenroom/assets in the user's cache, else where a package puts it.
    package static func located(in environment: [String: String]) -> Assets {
        if let named = environment["GREENROOM_ASSETS"], !named.isEmpty { return Assets(folder: named) }
        if let cache = userCache(environment) {
            let folder = cache + "/greenroom/assets"
            if FileManager.default.fileExists(atPath: folder) { return Assets(folder: folder) }
        }
        return Assets(folder: "/usr/lib/greenroom/assets")
    }

    /// XDG_CACHE_HOME, else ~/.cache; nil for a user without a home.
    package static func userCache(_ environment: [String: String]) -> String? {
        if let cache = environment["XDG_CACHE_HOME"], !cache.isEmpty { return cache }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return home + "/.cache"
    }

    /// The runtime's C library, whatever version its name ends with.
    var runtimeLibrary: String? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/openvino")) ?? []
        return names.filter { $0.hasPrefix("libopenvino_c.so") }.min().map { folder + "/openvino/" + $0 }
    }

    /// - Parameter name: of its file, with the ending.
    package func model(_ name: String) -> String { folder + "/models/" + name }
}
