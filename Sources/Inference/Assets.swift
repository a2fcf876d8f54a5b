import Foundation

/// The folder of what is fetched at set-up: `openvino/` with the runtime's libraries, `models/` with the networks; and
/// the one of the packs that were added since.
package struct Assets: Sendable {
    package let folder: String
    /// Where packs lie that are not in the folder; nil when there are none.
    package let packs: String?

    package init(folder: String, packs: String? = nil) {
        self.folder = folder
        self.packs = packs == folder ? nil : packs
    }

    /// GREENROOM_ASSETS, else greenroom/assets in the user's cache, else where a package puts it; GREENROOM_PACKS.
    package static func located(in environment: [String: String]) -> Assets {
        let packs = environment["GREENROOM_PACKS"].flatMap { $0.isEmpty ? nil : $0 }
        if let named = environment["GREENROOM_ASSETS"], !named.isEmpty { return Assets(folder: named, packs: packs) }
        if let cache = userCache(environment) {
            let folder = cache + "/greenroom/assets"
            if FileManager.default.fileExists(atPath: folder) { return Assets(folder: folder, packs: packs) }
        }
        return Assets(folder: "/usr/lib/greenroom/assets", packs: packs)
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
    package func model(_ name: String) -> String { file("models/" + name) }

    /// - Parameter path: within the folder, `japanese/sys.dic`.
    /// - Returns: where it lies, or would.
    package func file(_ path: String) -> String {
        let own = folder + "/" + path
        guard let packs, !FileManager.default.fileExists(atPath: own) else { return own }
        return packs + "/" + path
    }

    /// Whether all these files can be read.
    package func holds(_ paths: [String]) -> Bool {
        paths.allSatisfy { FileManager.default.isReadableFile(atPath: file($0)) }
    }
}
