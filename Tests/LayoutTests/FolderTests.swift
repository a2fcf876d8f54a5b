import Foundation
import Testing

/// The folders of a room form no circle, nor do those within a folder: whoever changes one can tell which others it stands
/// on. A file that lies beside folders counts as a folder of its own.
@Suite struct FolderTests {
    @Test(arguments: ImportTests.doors.keys.sorted())
    func `the folders of a room form no circle, however deep they lie`(room: String) throws {
        for place in try Sources.foldersOfFolders(in: room) {
            let graph = try FolderGraph(of: place)

            for circle in graph.circles { Issue.record("\(place): \(graph.description(of: circle))") }
        }
    }

    @Test func `looks into the folders of folders`() throws {
        #expect(try Sources.foldersOfFolders(in: "Studio").contains("Studio/Queue"))
        #expect(try FolderGraph(of: "Studio/Queue").uses("Scheduling", "Board"))
    }

    @Test func `finds a circle, and who closes it`() {
        let graph = FolderGraph(files: [
            ("Tea/Cup.swift", "struct Cup { let pot: Pot }"),
            ("Kitchen/Pot.swift", "/// Fills a Cup.\nstruct Pot { let text = \"Cup\"; func fill(_ cup: Cup) {} }"),
            ("Garden/Gate.swift", "struct Gate { struct Pot {}; let pot: Pot; let cup = Tea.Cup() }"),
        ])

        #expect(graph.circles == [["Kitchen", "Tea"]])
        #expect(graph.description(of: graph.circles[0]).contains("Kitchen/Pot.swift names Cup of Tea"))
        #expect(!graph.uses("Garden", "Kitchen"))
    }

    @Test func `sees what extensions add, and is not misled by what is only called alike`() {
        let graph = FolderGraph(files: [
            ("Tea/Cup.swift", "struct Cup {}\nlet isHot = Cup().isStillHot\nlet pot = Pot.hasLid\nlet brew = brewTea"),
            (
                "Kitchen/Cup+Heat.swift",
                "extension Cup { var isStillHot: Bool { true }; private var wasEverHot: Int { 0 } }"
            ),
            ("Kitchen/Lid.swift", "extension Int { static var hasLid: Bool { true }; var brewTea: Int { 1 } }"),
            ("Garden/Tap.swift", "func pour(brewTea: Int) {}\nlet tap = Cup().wasEverHot"),
        ])

        #expect(graph.circles == [["Kitchen", "Tea"]])
        #expect(graph.description(of: graph.circles[0]).contains("Tea/Cup.swift names isStillHot of Kitchen"))
        #expect(!graph.description(of: graph.circles[0]).contains("brewTea"))
        #expect(!graph.uses("Garden", "Kitchen"))
    }

    @Test func `the specification of Puppetry lists its folders in the order in which they stand on each other`() throws
    {
        let page = try String(
            contentsOf: Sources.folder.appending(path: "Puppetry/README.md"), encoding: .utf8)
        let section = try #require(page.components(separatedBy: "### ").first { $0.hasPrefix("Folders") })
        let cells = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.compactMap {
            $0.split(separator: "|").first
        }
        let listed = cells.flatMap { $0.matches(of: /`(\w+)`/).map { String($0.1) } }
        let graph = try FolderGraph(of: "Puppetry")

        #expect(Set(listed) == Set(try Sources.folders(of: "Puppetry")) && Set(listed).count == listed.count)
        for (place, folder) in listed.enumerated() {
            for later in listed[(place + 1)...] {
                #expect(!graph.uses(folder, later), "\(folder) uses \(later), which stands below it in the list")
            }
        }
    }
}
