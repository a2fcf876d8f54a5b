import Foundation

/// An element of the small XML documents that object stores answer with: names without their namespace, texts with their
/// entities resolved. Nothing is declared or fetched, and what is not closed or too deep is no document.
struct BucketXML: Equatable {
    let name: String
    private(set) var text = ""
    private(set) var children: [BucketXML] = []

    private static let deepest = 16
    private static let largest = 8 << 20

    private init(name: String) { self.name = name }

    /// Nil for what cannot be read.
    init?(_ data: Data) {
        guard data.count <= Self.largest else { return nil }
        var rest = String(decoding: data, as: UTF8.self)[...]
        var open: [BucketXML] = []
        while let start = rest.firstIndex(of: "<") {
            if !open.isEmpty { open[open.count - 1].text += Self.resolved(rest[..<start]) }
            guard let end = rest[start...].firstIndex(of: ">") else { return nil }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            guard let kind = tag.first else { return nil }
            switch kind {
            case "?": continue
            case "!": return nil
            case "/":
                guard let closed = open.popLast(), tag.dropFirst().hasPrefix(closed.name) else { return nil }
                guard !open.isEmpty else {
                    self = closed
                    return
                }
                open[open.count - 1].children.append(closed)
            default:
                let element = BucketXML(name: String(tag.prefix { !$0.isWhitespace && $0 != "/" }))
                if tag.hasSuffix("/") {
                    guard !open.isEmpty else {
                        self = element
                        return
                    }
                    open[open.count - 1].children.append(element)
                } else {
                    guard open.count < Self.deepest else { return nil }
                    open.append(element)
                }
            }
        }
        return nil
    }

    func all(_ name: String) -> [BucketXML] { children.filter { $0.name == name } }

    /// The text of the first child of that name.
    func value(_ name: String) -> String? { children.first { $0.name == name }?.text }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static func resolved(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        return String(text).replacing(/&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/) { match in
            let name = match.output.1
            if let plain = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][String(name)] { return plain }
            let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
            return number.flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
        }
    }
}
