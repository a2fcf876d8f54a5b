import Foundation
import Testing

/// The folders of a room form a tree: what refers to another folder's types is above it, never also below. Swift compiles a
/// room as one module and would not mind.
@Suite struct CircleTests {
    /// Rooms whose folders are in order. A room is added here once it has no circle left.
    static let rooms = ["Puppetry"]

    @Test(arguments: rooms)
    func `the folders of a room refer to each other in one direction`(room: String) throws {
        let map = try FolderMap(of: room)

        #expect(map.folders.count > 1)
        let circle = map.circle()
        #expect(circle == nil, "\(room): \(circle?.joined(separator: "\n") ?? "")")
    }

    @Test func `a circle is found, and comments and strings refer to nothing`() {
        let map = FolderMap(files: [
            ("A/Cup.swift", "struct Cup { let tea: Tea }"),
            ("B/Tea.swift", "/// For a ``Cup``.\nstruct Tea { let name = \"Cup\" }"),
            ("C/Pot.swift", "final class Pot { var tea = Tea(); private struct Lid {} }"),
            ("D/Lid.swift", "enum Lid {}"),
        ])
        #expect(map.circle() == nil)

        let closed = FolderMap(files: [
            ("A/Cup.swift", "struct Cup { let tea: Tea }"),
            ("B/Tea.swift", "package struct Tea { let leaf: Leaf }"),
            ("C/Leaf.swift", "enum Leaf { case one(Cup) }"),
        ])
        #expect(closed.circle()?.count == 3)
    }
}

/// Which folder of a room refers to which, by the names of types and functions that are declared in one and used in another.
struct FolderMap {
    private(set) var folders: Set<String> = []
    /// For each folder those it refers to, with an example.
    private var references: [String: [String: String]] = [:]

    init(of room: String) throws {
        let root = Sources.folder.appending(path: room).path + "/"
        try self.init(
            files: Sources.files(under: room).map { file in
                (String(file.path.dropFirst(root.count)), try String(contentsOf: file, encoding: .utf8))
            })
    }

    /// - Parameter files: paths within the room, and what they hold.
    init(files: [(path: String, text: String)]) {
        let files = files.sorted { $0.path < $1.path }.map { (path: $0.path, code: Self.code(of: $0.text)) }
        var homes: [String: Set<String>] = [:]
        for file in files {
            folders.insert(Self.folder(of: file.path))
            for name in Self.declarations(in: file.code) { homes[name, default: []].insert(Self.folder(of: file.path)) }
        }
        for file in files {
            let folder = Self.folder(of: file.path)
            let own = Set(
                Self.names(in: file.code, matching: /(?:struct|class|enum|protocol|actor|typealias|func) (\w+)/))
            for name in Set(Self.names(in: file.code, matching: /\b([A-Za-z_]\w*)\b/)).subtracting(own).sorted() {
                // A name that two folders declare says nothing about which is meant.
                guard let home = homes[name], home.count == 1, let other = home.first, other != folder else { continue }
                let example = "\(folder) -> \(other): \(file.path) uses \(name)"
                if references[folder, default: [:]][other] == nil { references[folder, default: [:]][other] = example }
            }
        }
    }

    /// - Returns: the references of a circle, one after another; nil when there is none.
    func circle() -> [String]? {
        var done: Set<String> = []
        func walk(_ folder: String, _ path: [String]) -> [String]? {
            if let start = path.firstIndex(of: folder) {
                let circle = path[start...] + [folder]
                return zip(circle, circle.dropFirst()).map { references[$0]?[$1] ?? "" }
            }
            guard !done.contains(folder) else { return nil }
            for next in (references[folder] ?? [:]).keys.sorted() {
                if let found = walk(next, path + [folder]) { return found }
            }
            done.insert(folder)
            return nil
        }
        for folder in folders.sorted() {
            if let found = walk(folder, []) { return found }
        }
        return nil
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// The text without comments and without what stands in string literals.
    private static func code(of text: String) -> String {
        text.replacing(/"""[\s\S]*?"""/, with: "").replacing(/"(?:\\.|[^"\\\n])*"/, with: "")
            .replacing(/\/\/[^\n]*/, with: "").replacing(/\/\*[\s\S]*?\*\//, with: "")
    }

    /// Names of top-level types and functions that other files can see.
    private static func declarations(in code: String) -> [String] {
        let line = /^(?:(?:package|final|indirect|@\w+) )*(?:struct|class|enum|protocol|actor|typealias|func) (\w+)/
        return code.split(separator: "\n").compactMap { $0.prefixMatch(of: line).map { String($0.1) } }
    }

    private static func names(in code: String, matching pattern: Regex<(Substring, Substring)>) -> [String] {
        code.matches(of: pattern).map { String($0.1) }
    }
}
