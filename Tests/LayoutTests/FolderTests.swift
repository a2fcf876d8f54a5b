import Foundation
import Testing

/// The folders of a room form no circle: whoever changes one can tell which others it stands on. A file that lies beside
/// the folders counts as a folder of its own.
@Suite struct FolderTests {
    /// Rooms whose folders still form circles; a room is taken out once it holds, and none is put in.
    static let unordered: Set<String> = [
        "Voice"
    ]

    @Test(arguments: ImportTests.doors.keys.sorted().filter { !unordered.contains($0) })
    func `the folders of a room form no circle`(room: String) throws {
        let graph = try FolderGraph(of: room)

        for circle in graph.circles { Issue.record("\(graph.description(of: circle))") }
    }

    @Test(arguments: unordered.sorted())
    func `a room that holds is not excused any longer`(room: String) throws {
        #expect(try !FolderGraph(of: room).circles.isEmpty, "take \(room) out of `unordered`")
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
