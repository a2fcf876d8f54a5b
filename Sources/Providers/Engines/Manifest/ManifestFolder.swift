import Domain
import Foundation

/// The manifests of a folder.
package struct ManifestFolder: Sendable {
    private static let largestBytes = 1 << 20

    package private(set) var manifests: [EngineManifest] = []
    package private(set) var faults: [EngineFault] = []

    /// Names that no manifest may have.
    private let taken: Set<String>

    /// Reads `*.json` of the folders, but for JSON Schemas; a folder that is not there has none. Of two engines with one
    /// name the first counts.
    /// - Parameter taken: names of the engines that are in the server's code.
    package init(_ folders: [String], besides taken: Set<String>) {
        self.taken = taken
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.sorted() where name.hasSuffix(".json") && !name.hasSuffix(".schema.json") {
                read("\(folder)/\(name)", in: folder)
            }
        }
    }

    /// The server's settings that they name.
    package var settings: Set<String> { manifests.reduce(into: []) { $0.formUnion($1.settings) } }

    private mutating func read(_ file: String, in folder: String) {
        do throws(ManifestMistake) {
            let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
            guard size <= Self.largestBytes, let data = FileManager.default.contents(atPath: file) else {
                throw ManifestMistake(path: "$", "unreadable", "cannot be read, or is larger than 1 MiB")
            }
            let manifest = try EngineManifest(data, in: folder)
            guard !taken.contains(manifest.name), !manifests.contains(where: { $0.name == manifest.name }) else {
                throw ManifestMistake(path: "$.name", "taken", "is taken by another engine")
            }
            manifests.append(manifest)
        } catch {
            faults.append(EngineFault(file: file, path: error.path, remark: error.remark))
        }
    }
}
