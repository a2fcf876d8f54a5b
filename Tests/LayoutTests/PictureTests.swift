import Foundation
import Testing

/// The pictures of the documents tell what the code says.
@Suite struct PictureTests {
    private static let root = Sources.folder.deletingLastPathComponent()

    private func text(_ name: String) throws -> [String] {
        let path = Self.root.appending(path: "packaging/pictures/\(name).txt")
        return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test func `each picture is drawn from its text`() throws {
        let draw = Process()
        draw.executableURL = Self.root.appending(path: "packaging/pictures/draw")
        draw.arguments = ["--check"]

        try draw.run()
        draw.waitUntilExit()

        #expect(draw.terminationStatus == 0, "run packaging/pictures/draw")
    }

    @Test func `an arrow between rooms is an import, and no room with a layer of its own is left out`() throws {
        let lines = try text("rooms")

        let boxes = lines.compactMap { $0.wholeMatch(of: /box (\S+) .*/)?.output.1 }.map(String.init)
        #expect(Set(boxes) == Set(ImportTests.doors.keys).subtracting(["Version"]))
        for arrow in lines.compactMap({ $0.wholeMatch(of: /(\S+) -> (\S+)/) }) {
            let (room, target) = (String(arrow.output.1), String(arrow.output.2))
            let imports = try Sources.files(under: room).flatMap { try Sources.imports(of: $0) }
            #expect(imports.contains(target), "\(room) does not import \(target)")
        }
    }

    @Test(arguments: [("task", "Tasks/GenerationTask.swift"), ("payment", "Money/Order.swift")])
    func `a picture has the states that the code has`(picture: String, file: String) throws {
        let code = try String(contentsOf: Sources.folder.appending(path: "Domain/\(file)"), encoding: .utf8)
        let cases = try #require(code.firstMatch(of: /enum Status: [^{]*\{\s*case ([a-z, ]+)/)?.output.1)

        let states = try text(picture).compactMap { $0.wholeMatch(of: /state (\S+) .*/)?.output.1 }.map(String.init)

        #expect(Set(states) == Set(cases.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }))
    }
}
