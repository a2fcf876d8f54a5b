import Foundation

/// The addresses of the web app's pages, as `pages.txt` of its folder lists them: one a line, `{id}` for any one part,
/// `#` before a remark.
struct WebPages: Sendable {
    private let pages: [[Substring]]

    init(_ text: String) {
        pages = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map { $0.split(separator: "/") }
    }

    /// Nil without such a list: then every address is the app's.
    init?(folder: String) {
        guard let text = try? String(contentsOfFile: folder + "/pages.txt", encoding: .utf8) else { return nil }
        self.init(text)
    }

    func has(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        return pages.contains { page in
            page.count == parts.count && zip(page, parts).allSatisfy { $0 == $1 || $0 == "{id}" }
        }
    }
}
