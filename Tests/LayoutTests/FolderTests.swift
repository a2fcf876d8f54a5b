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
}
