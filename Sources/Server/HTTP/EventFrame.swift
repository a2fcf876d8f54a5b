import NIOCore

/// Server-sent events as text (WHATWG HTML, section 9.2.6).
enum EventFrame {
    /// Sent first: how long a browser waits before it comes back, in milliseconds, so that a restart of the server does
    /// not bring all of them back at once within its first second.
    static let opening = ByteBuffer(string: "retry: 3000\n\n")
    /// Keeps proxies from closing a silent stream, and finds out that a client is gone.
    static let heartbeat = ByteBuffer(string: ":\n\n")

    /// - Parameter data: one line of JSON.
    static func event(_ name: String, id: UInt64, data: JSONWriter) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(data.bytes.count + 64)
        buffer.writeString("event: \(name)\nid: \(id)\ndata: ")
        buffer.writeBytes(data.bytes)
        buffer.writeString("\n\n")
        return buffer
    }
}
