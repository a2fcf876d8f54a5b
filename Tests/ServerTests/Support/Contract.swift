import Synchronization
import Testing

/// The served OpenAPI document, held against what the server answers, and a record of what was seen.
final class Contract: Sendable {
    struct Seen: Hashable, Comparable, CustomStringConvertible {
        let method: String
        let path: String
        let status: String

        var description: String { "\(method) \(path) -> \(status)" }

        static func < (left: Seen, right: Seen) -> Bool { left.description < right.description }
    }

    let document: JSONTree
    private let seen = Mutex<Set<Seen>>([])

    init(document: JSONTree) { self.document = document }

    /// Every route and status of success that the document promises.
    var promised: Set<Seen> {
        var promised: Set<Seen> = []
        for (path, operations) in document["paths"].object ?? [:] {
            for (method, operation) in operations.object ?? [:] {
                for status in (operation["responses"].object ?? [:]).keys where status < "4" {
                    promised.insert(Seen(method: method.uppercased(), path: path, status: status))
                }
            }
        }
        return promised
    }

    var missing: [Seen] { seen.withLock { promised.subtracting($0) }.sorted() }

    /// Checks status, content type and body against the document.
    func check(_ reply: Reply, method: String, path: String, sourceLocation: SourceLocation = #_sourceLocation) {
        guard let (template, operation) = find(method: method, path: path) else {
            Issue.record("\(method) \(path) is not described", sourceLocation: sourceLocation)
            return
        }
        seen.withLock {
            _ = $0.insert(Seen(method: method, path: template, status: String(reply.status)))
        }
        let answers = operation["responses"]
        let described = answers[String(reply.status)]
        #expect(
            !described.isNull, "\(method) \(template) answered \(reply.status) \(reply.text)",
            sourceLocation: sourceLocation)
        guard let contents = described["content"].object else {
            #expect(reply.body.isEmpty, "\(method) \(template)", sourceLocation: sourceLocation)
            return
        }
        let type = reply.headers["content-type"] ?? ""
        #expect(
            contents[String(type.prefix { $0 != ";" })] != nil, "\(method) \(template): \(type)",
            sourceLocation: sourceLocation)
        guard type.hasPrefix("application/json"), let schema = contents["application/json"]?["schema"] else { return }
        let faults = SchemaChecker(document: document).faults(of: reply.json, against: schema)
        #expect(faults.isEmpty, "\(method) \(template): \(faults)", sourceLocation: sourceLocation)
    }

    private func find(method: String, path: String) -> (template: String, operation: JSONTree)? {
        let plain = String(path.prefix { $0 != "?" })
        let parts = plain.split(separator: "/")
        let paths = document["paths"].object ?? [:]
        // A path without parameters goes before one with: /tasks/user/tasks is not /tasks/{id}/tasks.
        let templates = paths.keys.sorted { $0.filter { $0 == "{" }.count < $1.filter { $0 == "{" }.count }
        for template in templates {
            let wanted = template.split(separator: "/")
            guard wanted.count == parts.count,
                zip(wanted, parts).allSatisfy({ $0.hasPrefix("{") || $0 == $1 }),
                let operation = paths[template]?[method.lowercased()], !operation.isNull
            else { continue }
            return (template, operation)
        }
        return nil
    }
}
