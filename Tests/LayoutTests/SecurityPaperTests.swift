import Foundation
import Testing

/// What `packaging/SECURITY.md` names as its proof is there.
@Suite struct SecurityPaperTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private let paper: String
    private let files: Set<String>

    init() throws {
        paper = try String(contentsOf: Self.root.appending(path: "packaging/SECURITY.md"), encoding: .utf8)
            .replacing("\n", with: " ")
        var files: Set<String> = []
        for folder in ["Sources", "Tests", "web", "data"] {
            let start = Self.root.appending(path: folder)
            for case let file as URL in FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil)! {
                files.insert(String(file.path.dropFirst(Self.root.path.count + 1)))
            }
        }
        self.files = files
    }

    @Test func `every file and folder it names is there`() {
        let places = paper.matches(of: /`([\w.-]+(?:\/[\w+.-]+)+)`/).map { String($0.1) }
            .filter { !$0.hasPrefix("GREENROOM_HOME/") && !$0.hasPrefix("packaging/") }
        #expect(places.count > 60)
        for place in Set(places) {
            let isSuite = place.firstMatch(of: /^\w+Tests\//) != nil && !place.hasSuffix(".swift")
            let name = place.split(separator: "/").last ?? ""
            let isThere =
                isSuite
                ? files.contains {
                    $0.hasPrefix("Tests/\(place.prefix { $0 != "/" })/") && $0.hasSuffix("/\(name).swift")
                }
                : files.contains("Sources/\(place)") || files.contains("Sources/\(place).swift")
                    || files.contains(place)
            #expect(isThere, "\(place)")
        }
        for suite in Set(paper.matches(of: /`(\w+Tests)`/).map { String($0.1) }) {
            #expect(files.contains { $0.hasSuffix("/\(suite).swift") || $0 == "Tests/\(suite)" }, "\(suite)")
        }
    }

    @Test func `every test it names is there`() throws {
        var names: Set<String> = []
        for file in files where file.hasPrefix("Tests/") && file.hasSuffix(".swift") {
            let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
            names.formUnion(text.matches(of: /func `([^`]+)`/).map { String($0.1) })
        }
        let words: Set<String> = ["Show password", "other", "forgedPage"]  // of the page, and callers of a test
        let told = Set(paper.matches(of: /"([^"]+)"/).map { String($0.1) })
        #expect(told.count > 30)
        #expect(told.subtracting(names).subtracting(words).isEmpty, "\(told.subtracting(names).subtracting(words))")
    }
}
