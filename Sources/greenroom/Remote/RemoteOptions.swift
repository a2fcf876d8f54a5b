import ArgumentParser
import Foundation

/// Which server is meant, and how its answers are printed.
struct RemoteOptions: ParsableArguments {
    @Option(help: "The server's address; default GREENROOM_SERVER, or the one of `greenroom login`.")
    var server: String?

    @Flag(help: "Print JSON.")
    var json = false

    var access: RemoteAccess { RemoteAccess(server: server, json: json) }
}

/// A server that somebody names, or has signed in to.
struct RemoteAccess {
    /// Nil for the usual one.
    let server: String?
    let json: Bool

    /// The key is that of `GREENROOM_API_KEY` or of the login; it is no option, because others see the arguments of
    /// programs that run.
    /// - Throws: ``CommandFailure``.
    func connect(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> RemoteServer {
        let logins = Logins(environment: environment)
        guard let named = try server ?? Self.value("GREENROOM_SERVER", environment) ?? logins.chosen() else {
            throw CommandFailure(
                "No server is named. Run `greenroom login https://…`, or use --server.", exitCode: CommandFailure.usage)
        }
        let address = try RemoteServer.address(named)
        guard let key = try Self.value("GREENROOM_API_KEY", environment) ?? logins.key(of: address) else {
            throw CommandFailure("You are not signed in to \(address). Run: greenroom login \(address)")
        }
        return RemoteServer(address: address).using(key: key)
    }

    private static func value(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Prints an answer: as JSON, or the lines that people read.
    func print(_ answer: RemoteAnswer, _ text: () throws -> String) rethrows {
        try Output.write(json ? answer.json : text())
    }

    /// Prints every page of a list, as one JSON array or a line for each item.
    func printList<Item: Decodable>(
        _ path: String, limit: Int, as type: Item.Type, _ line: (Item) -> [String]
    ) async throws {
        let (server, limit) = (try connect(), max(1, limit))
        var (rows, cursor, raw) = ([[String]](), String?.none, [String]())
        repeat {
            let size = min(100, limit - rows.count)
            let mark = cursor.map { "&cursor=\($0)" } ?? ""
            let separator = path.contains("?") ? "&" : "?"
            let answer = try await server.ask("GET", "\(path)\(separator)limit=\(size)\(mark)")
            let page = try answer.data(as: RemotePage<Item>.self)
            rows += page.items.map(line)
            raw.append(answer.json)
            cursor = page.nextCursor
        } while cursor != nil && rows.count < limit
        Output.write(json ? Self.joined(raw) : Self.table(rows))
    }

    private static func joined(_ pages: [String]) -> String {
        let items = pages.flatMap { page -> [Any] in
            let tree = try? JSONSerialization.jsonObject(with: Data(page.utf8)) as? [String: Any]
            return tree?["items"] as? [Any] ?? []
        }
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? JSONSerialization.data(withJSONObject: items, options: options)) ?? Data("[]".utf8)
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).map { text, width in text + String(repeating: " ", count: width - text.count) }
                .joined(separator: "  ").trimmingCharacters(in: .whitespaces) + "\n"
        }.joined()
    }
}

/// One part of a list.
struct RemotePage<Item: Decodable>: Decodable {
    let items: [Item]
    let nextCursor: String?
}
