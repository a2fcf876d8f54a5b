import Foundation

/// Which folder of a room, or of a folder in it, uses which other one. All files of a room are one module, so there are no
/// imports to read: a folder uses another one when its code names a type that is declared there, at the top level of a
/// file, or a member that an extension there adds and that nothing else is called.
struct FolderGraph {
    private struct Use: Hashable {
        let file: String
        let name: String
    }

    private var uses: [String: [String: Set<Use>]] = [:]

    /// What stands in each file, by its path from `Sources` on.
    private static let sources = Result {
        try Sources.files(under: "").map { file in
            let path = file.standardizedFileURL.path.dropFirst(Sources.folder.standardizedFileURL.path.count + 1)
            return (path: String(path), names: SwiftNames(try String(contentsOf: file, encoding: .utf8)))
        }
    }

    /// - Parameter place: of a room or of a folder in it, from `Sources` on.
    init(of place: String) throws {
        var (inside, others): ([(path: String, names: SwiftNames)], Set<String>) = ([], [])
        for (path, names) in try Self.sources.get() {
            if path.hasPrefix(place + "/") {
                inside.append((String(path.dropFirst(place.count + 1)), names))
            } else {
                others.formUnion(names.added.union(names.named))
            }
        }
        self.init(inside, besides: others)
    }

    /// - Parameter files: their paths in the room, with what is in them.
    init(files: [(path: String, text: String)]) {
        self.init(files.map { (path: $0.path, names: SwiftNames($0.text)) }, besides: [])
    }

    /// - Parameter others: names that something outside these files has.
    private init(_ files: [(path: String, names: SwiftNames)], besides others: Set<String>) {
        let read = files.map { ($0.path, Self.folder(of: $0.path), $0.names) }
        var homes: [String: Set<String>] = [:]
        for (_, folder, names) in read {
            for name in names.declaredOutside.union(names.added) { homes[name, default: []].insert(folder) }
        }
        // What something else is called, too, says nothing.
        for name in read.reduce(into: others, { $0.formUnion($1.2.named) }) { homes[name] = nil }
        for (path, folder, names) in read {
            for name in names.used.subtracting(names.declared).union(names.mentioned) {
                // A name that is declared in several folders is a private detail of each.
                guard let home = homes[name], home.count == 1, let other = home.first, other != folder else { continue }
                uses[folder, default: [:]][other, default: []].insert(Use(file: path, name: name))
            }
        }
    }

    func uses(_ folder: String, _ other: String) -> Bool { uses[folder]?[other] != nil }

    /// Groups of folders each of which leads back to itself by way of the others.
    var circles: [[String]] {
        let reached = Dictionary(uniqueKeysWithValues: uses.keys.map { ($0, reachable(from: $0)) })
        var circles: Set<[String]> = []
        for (folder, others) in reached where others.contains(folder) {
            circles.insert(others.filter { reached[$0]?.contains(folder) ?? false }.sorted())
        }
        return circles.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// For whoever has to open it: each use inside the circle.
    func description(of circle: [String]) -> String {
        let lines = circle.flatMap { folder in
            circle.flatMap { other in
                (uses[folder]?[other] ?? []).map { "\($0.file) names \($0.name) of \(other)" }
            }
        }
        return (["\(circle.joined(separator: ", ")) form a circle:"] + lines.sorted()).joined(separator: "\n  ")
    }

    private func reachable(from folder: String) -> Set<String> {
        var (found, waiting): (Set<String>, [String]) = ([], [folder])
        while let next = waiting.popLast() {
            for other in (uses[next] ?? [:]).keys where found.insert(other).inserted { waiting.append(other) }
        }
        return found
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/").first.map(String.init) ?? path
    }
}
