import Crypto
import Foundation

/// How a connection becomes a WebSocket (RFC 6455, section 4).
struct WebSocketHandshake: Sendable {
    private let key: String

    init() { key = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString() }

    /// What is sent besides the headers of the request.
    var lines: [String] {
        ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)"]
    }

    /// Whether the server agrees.
    func accepts(_ head: WebHead) -> Bool {
        let proof = Insecure.SHA1.hash(data: Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return head.status == 101 && head.headers["upgrade"]?.lowercased() == "websocket"
            && head.headers["sec-websocket-accept"] == Data(proof).base64EncodedString()
    }
}
