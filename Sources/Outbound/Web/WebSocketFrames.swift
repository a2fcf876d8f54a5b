import Foundation

/// Reads the texts out of what a WebSocket server sends (RFC 6455, section 5.2), wherever the pieces in which that comes
/// end. Binary messages are passed over; pings stay unanswered, because nothing is ever sent.
struct WebSocketFrames: TextCutter {
    private enum Opcode {
        static let continuation: UInt8 = 0
        static let text: UInt8 = 1
        static let close: UInt8 = 8
    }

    private let longest: Int
    /// Of the next frame, until it is complete.
    private var head: [UInt8] = []
    /// Bytes of the frame's content that are still to come.
    private var left: UInt64 = 0
    private var opcode: UInt8 = 0
    private var isLast = false
    /// Whether the message that is under way is a text, over all of its frames.
    private var isText = false
    private var message: [UInt8] = []
    private var isClosed = false

    /// - Parameter longest: a text, in bytes.
    init(longest: Int) { self.longest = longest }

    /// - Returns: the texts that are complete now; nil when one is too long or this is no WebSocket.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [String]? {
        var texts: [String] = []
        var rest = bytes[...]
        while !rest.isEmpty, !isClosed {
            if left == 0 {
                guard let byte = rest.popFirst() else { break }
                head.append(byte)
                guard beginFrame() else { return nil }
            } else {
                let piece = rest.prefix(Int(min(left, UInt64(rest.count))))
                rest = rest.dropFirst(piece.count)
                left -= UInt64(piece.count)
                if keeps { message.append(contentsOf: piece) }
            }
            if left == 0, head.isEmpty, let text = endFrame() { texts.append(text) }
        }
        return texts
    }

    /// A message that was cut off is none.
    mutating func last() -> String? { nil }

    private var isControl: Bool { opcode >= 8 }
    private var keeps: Bool { isText && !isControl }

    /// Empties the head once the frame's is complete.
    /// - Returns: false for what no server may send.
    private mutating func beginFrame() -> Bool {
        guard head.count >= 2 else { return true }
        // Extensions were not asked for, and only clients mask.
        guard head[0] & 0x70 == 0, head[1] & 0x80 == 0 else { return false }
        let short = head[1] & 0x7F
        let more = short == 126 ? 2 : short == 127 ? 8 : 0
        guard head.count == 2 + more else { return true }
        left = more == 0 ? UInt64(short) : head[2...].reduce(0) { $0 << 8 | UInt64($1) }
        (opcode, isLast) = (head[0] & 0x0F, head[0] & 0x80 != 0)
        head.removeAll(keepingCapacity: true)
        if isControl { return left < 126 && isLast }
        if opcode != Opcode.continuation { isText = opcode == Opcode.text }
        return !isText || left <= UInt64(longest - message.count)
    }

    private mutating func endFrame() -> String? {
        if opcode == Opcode.close { isClosed = true }
        guard !isControl, isLast else { return nil }
        defer { message.removeAll(keepingCapacity: true) }
        return isText ? String(decoding: message, as: UTF8.self) : nil
    }
}
