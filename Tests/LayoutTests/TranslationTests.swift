import Foundation
import Testing

/// What the server says by code, the page says in its reader's language.
@Suite struct TranslationTests {
    @Test(arguments: ["en", "zh-CN", "ja"])
    func `every conflict has its sentence`(language: String) throws {
        let codes = try Sources.files(under: "Studio").flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: /Conflict\(\s*"([a-z_]+)"/).map { String($0.1) }
        }
        let file = Sources.folder.deletingLastPathComponent().appending(path: "web/locales/\(language).json")
        let locale = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let failures = try #require(locale?["failures"] as? [String: Any])

        #expect(codes.count > 20)
        for code in Set(codes) {
            let words = failures[code] as? [String: Any]
            #expect((words?["title"] as? String)?.isEmpty == false, "\(code) is not in \(language)")
        }
    }
}
