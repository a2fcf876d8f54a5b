import Foundation

/// Cuts bytes into lines, wherever the pieces in which they come end. A line ends in CR, LF or CRLF (HTML standard,
/// "server-sent events", section 9.2.5), and what is after the last one is a line, too.
struct LineSplitter: TextCutter {
    private let longest: Int
    private var rest: [UInt8] = []
    private var isAfterCR = false

    init(longest: Int) { self.longest = longest }

    /// - Returns: the lines that are complete now; nil when one is too long.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [String]? {
        var lines: [String] = []
        var start = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if isAfterCR {
                isAfterCR = false
                if byte == 10 {
                    start = index + 1
                    continue
                }
            }
            guard byte == 10 || byte == 13 else { continue }
            guard rest.count + index - start <= longest else { return nil }
            rest.append(contentsOf: bytes[start..<index])
            lines.append(String(decoding: rest, as: UTF8.self))
            rest.removeAll(keepingCapacity: true)
            start = index + 1
            isAfterCR = byte == 13
        }
        guard rest.count + bytes.count - start <= longest else { return nil }
        rest.append(contentsOf: bytes[start...])
        return lines
    }

    /// What no line end follows.
    mutating func last() -> String? {
        defer { rest = [] }
        return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
    }
}
