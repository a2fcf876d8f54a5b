import Foundation
import Storage
import Testing

@testable import Server

struct ErrorCodeTests {
    @Test func `every code that is answered stands in the document, and no other`() throws {
        let folder = URL(filePath: Repository.path("Sources/Server"))
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var answered: Set<String> = []
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /code: "([A-Z_]+)"/) { answered.insert(String(match.output.1)) }
        }

        #expect(answered == Set(ErrorCodes.all.map(\.code)))
        var json = JSONWriter()
        OpenAPIDocument(operations: [], version: "0").write(to: &json)
        let document = String(decoding: json.bytes, as: UTF8.self)
        #expect(document.contains("431 `HEADERS_TOO_LARGE`"))
    }

    @Test func `a full disk is told as one, whatever was asked`() {
        #expect(ErrorBody(told: StoreError.full)?.code == "STORAGE_FULL")
        #expect(ErrorBody(told: StoreError.emailTaken) == nil)
    }
}
