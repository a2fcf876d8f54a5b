import Foundation
import Testing

/// Follows server-sent events.
struct EventReader {
    struct Event: Sendable {
        let name: String
        let id: UInt64?
        let data: JSONTree
    }

    let head: Reply
    private var wire: Wire

    /// Runs `body` with an open stream.
    static func with<Value: Sendable>(
        _ client: TestClient, _ path: String, _ headers: [String: String] = [:],
        _ body: (inout EventReader) async throws -> Value
    ) async throws -> Value {
        try await Wire.with(port: client.port) { wire in
            let token = client.token ?? ""
            var request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n"
            for (name, value) in headers { request += "\(name): \(value)\r\n" }
            try await wire.send(request + "\r\n")
            let head = Reply(head: try #require(try await wire.read(through: "\r\n\r\n")))
            var reader = EventReader(head: head, wire: wire)
            return try await body(&reader)
        }
    }

    /// The next event that fits.
    /// - Returns: nil when the stream ends before.
    mutating func next(where fits: (Event) -> Bool) async throws -> Event? {
        while let event = try await next() {
            if fits(event) { return event }
        }
        return nil
    }

    /// The next frame as text, a comment for instance.
    mutating func frame() async throws -> String? {
        // Each frame is one chunk: its length in hexadecimal, the text, and a line end.
        guard let line = try await wire.read(through: "\r\n"), let size = Int(line.dropLast(1), radix: 16), size > 0
        else { return nil }
        let text = String(decoding: try await wire.read(size), as: UTF8.self)
        _ = try await wire.read(2)
        return text
    }

    private mutating func next() async throws -> Event? {
        while let frame = try await frame() {
            var fields: [String: String] = [:]
            for line in frame.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { fields[String(parts[0])] = String(parts[1].dropFirst()) }
            }
            guard let name = fields["event"], let data = fields["data"] else { continue }
            let tree = JSONTree((try? JSONSerialization.jsonObject(with: Data(data.utf8))) ?? NSNull())
            return Event(name: name, id: fields["id"].flatMap { UInt64($0) }, data: tree)
        }
        return nil
    }
}
