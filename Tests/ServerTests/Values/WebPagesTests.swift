import Foundation
import TestSupport
import Testing

@testable import Server

struct WebPagesTests {
    @Test func `serves every page of the app on a reload`() throws {
        let source = try String(contentsOfFile: Repository.path("web/frame/app-frame.js"), encoding: .utf8)
        let pages = WebPages(try String(contentsOfFile: Repository.path("web/pages.txt"), encoding: .utf8))
        let patterns = source.matches(of: /path: \/\^(.*?)\$\/,/).map { String($0.output.1) }

        #expect(patterns.count > 10)
        for pattern in patterns where pattern != ".*" {
            let path = pattern.replacing("\\/", with: "/").replacing("(?<id>[^/]+)", with: "some")
            for page in [path.replacing("-?", with: ""), path.replacing("-?", with: "-")] {
                #expect(pages.has(page), "add \(page) to web/pages.txt")
            }
        }
        #expect(!pages.has("/nothing"))
    }
}
