/// One event of a stream of them (HTML standard, "server-sent events", section 9.2).
package struct ServerSentEvent: Equatable, Sendable {
    /// `message` unless the stream says otherwise.
    package var name = "message"
    package var data = ""
    /// The last that the stream has told.
    package var id: String?

    package init(name: String = "message", data: String = "", id: String? = nil) {
        self.name = name
        self.data = data
        self.id = id
    }
}

/// Reads events from an answer's lines.
package struct ServerSentEvents: AsyncSequence, Sendable {
    private let lines: WebLines

    package init(_ lines: WebLines) { self.lines = lines }

    package func makeAsyncIterator() -> Iterator { Iterator(lines: lines.makeAsyncIterator()) }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var lines: WebLines.Iterator
        private var reader = EventReader()

        fileprivate init(lines: WebLines.Iterator) { self.lines = lines }

        /// What has no blank line after it is no event: the stream broke off within it.
        package mutating func next() async throws -> ServerSentEvent? {
            while let line = try await lines.next() {
                if let event = reader.take(line) { return event }
            }
            return nil
        }
    }
}

/// Makes events of lines, as the standard has it in "interpreting an event stream".
struct EventReader {
    private var name = ""
    private var data: [Substring] = []
    private var id: String?
    private var isFirst = true

    /// - Returns: the event that this line ends, if any.
    mutating func take(_ line: String) -> ServerSentEvent? {
        var line = line[...]
        if isFirst, line.unicodeScalars.first == "\u{FEFF}" { line = Substring(line.unicodeScalars.dropFirst()) }
        isFirst = false
        guard !line.isEmpty else { return event() }
        let colon = line.utf8.firstIndex(of: UInt8(ascii: ":"))
        let field = line[..<(colon ?? line.endIndex)]
        var value = colon.map { line[line.utf8.index(after: $0)...] } ?? ""
        if value.utf8.first == UInt8(ascii: " ") { value = value[value.utf8.index(after: value.startIndex)...] }
        switch field {
        case "event": name = String(value)
        case "data": data.append(value)
        case "id" where !value.contains("\0"): id = String(value)
        default: break  // a comment, `retry`, or a field that nobody knows
        }
        return nil
    }

    private mutating func event() -> ServerSentEvent? {
        defer { (name, data) = ("", []) }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(
            name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"), id: id)
    }
}
