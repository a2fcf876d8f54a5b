import Domain
import Foundation
import Testing

@testable import Providers

/// Receipts are written by a child process with the libraries of the system.
@Suite struct PaperTests {
    @Test(arguments: ["en", "zh-CN", "ja"]) func `a paper becomes a PDF, whatever it is written in`(language: String)
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "papers-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let papers = ChildProcessPapers(program: Build.media, environment: [:], folder: folder)
        let lines = Array(repeating: Paper.Block(.row, "領収書 收据 Receipt", "JPY 1,300"), count: 80)

        let data = try await papers.write(
            Paper(title: "合計", language: language, blocks: [.init(.heading, "領収書"), .init(.rule)] + lines))

        #expect(data.prefix(5) == Data("%PDF-".utf8))
        // What does not fit goes onto a second page.
        #expect(data.count > 1000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test func `without the program there is a reason`() async throws {
        let papers = ChildProcessPapers(program: "/nowhere/greenroom-media", environment: [:], folder: "/tmp")

        await #expect(throws: PaperError.self) {
            _ = try await papers.write(Paper(title: "x", language: "en", blocks: []))
        }
    }
}
