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

    @Test(arguments: ["en", "zh-CN", "ja"])
    func `everything that stands in the outbox has a name`(language: String) throws {
        let source = try String(
            contentsOf: Sources.folder.appending(path: "Domain/Outbox/OutboxEntry.swift"), encoding: .utf8)
        let kinds = try #require(source.firstMatch(of: /enum Kind: String[^{]*\{(?<cases>[^}]*)\}/)).cases
        let codes = kinds.matches(of: /case (\w+)(?: = "(\w+)")?/).map { String($0.2 ?? $0.1) }
        let file = Sources.folder.deletingLastPathComponent().appending(path: "web/locales/\(language).json")
        let locale = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let names = try #require((locale?["outbox"] as? [String: Any])?["kinds"] as? [String: String])

        #expect(codes.count > 8)
        for code in codes { #expect(names[code]?.isEmpty == false, "\(code) has no name in \(language)") }
    }

    /// The clauses that the outbox and the log of deliveries keep; those with the words of somebody else stay as they are.
    @Test(arguments: ["en", "zh-CN", "ja"])
    func `what this server says of its own about a delivery has words`(language: String) throws {
        let files = try (Sources.files(under: "Studio") + Sources.files(under: "Outbound"))
            .map { try String(contentsOf: $0, encoding: .utf8) }
            .filter { $0.contains("OutboxFailure") || $0.contains("CallbackFault") }
        let said = files.flatMap { $0.matches(of: /\.(?:failed|refused|uncertain)\(\s*"([^"]+)"/).map { String($0.1) } }
        let clauses = said.map { $0.replacing("\\(status)", with: "1") }.filter { !$0.contains("\\(") }
        let file = Sources.folder.deletingLastPathComponent().appending(path: "web/locales/\(language).json")
        let locale = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let words = try #require(locale?["clauses"] as? [String: String])

        #expect(clauses.count > 15)
        for clause in clauses {
            let key = clause.lowercased().replacing(/[0-9]+/, with: "n").replacing(/[^a-z]+/, with: "_")
            #expect(words[key]?.isEmpty == false, "\(key) is not in \(language)")
        }
    }
}
