import Crypto
import Foundation
import Testing

@testable import Outbound

/// News of a service reach us over a WebSocket, and nothing that comes there does harm.
@Suite(.timeLimit(.minutes(1))) struct WebSocketTests {
    /// The examples of RFC 6455, section 5.7, and what servers do besides.
    @Test(
        arguments: [
            ("\u{81}\u{5}Hello", ["Hello"]),
            ("\u{1}\u{3}Hel\u{80}\u{2}lo", ["Hello"]),
            // A ping between the parts of a text, and an empty text.
            ("\u{1}\u{3}Hel\u{89}\u{1}!\u{80}\u{2}lo\u{81}\u{0}", ["Hello", ""]),
            ("\u{82}\u{3}abc\u{81}\u{2}ja", ["ja"]),
            ("\u{81}\u{7E}\u{1}\u{0}" + String(repeating: "a", count: 256), [String(repeating: "a", count: 256)]),
            // What comes after the close is not looked at.
            ("\u{81}\u{1}a\u{88}\u{0}\u{81}\u{1}b", ["a"]),
        ], [1, 3, 1000])
    func `texts are read however they are cut`(told: (String, [String]), piece: Int) throws {
        var frames = WebSocketFrames(longest: 256)
        var texts: [String] = []
        var rest = Self.bytes(told.0)[...]
        while !rest.isEmpty {
            let cut = [UInt8](rest.prefix(piece))
            texts += try #require(cut.withUnsafeBytes { frames.take($0) })
            rest = rest.dropFirst(piece)
        }

        #expect(texts == told.1)
    }

    @Test(arguments: [
        // Masked; an extension's bit; controls that are long or in parts; texts that are too long, at once or in parts.
        "\u{81}\u{85}abcd", "\u{C1}\u{1}", "\u{89}\u{7E}\u{0}\u{C8}", "\u{9}\u{1}", "\u{81}\u{7E}\u{1}\u{1}",
        "\u{81}\u{7F}" + String(repeating: "\u{FF}", count: 8),
        "\u{1}\u{7E}\u{0}\u{C8}" + String(repeating: "a", count: 200) + "\u{80}\u{39}",
    ])
    func `what no server may send, or is too long, ends it`(text: String) {
        var frames = WebSocketFrames(longest: 256)

        #expect(Self.bytes(text).withUnsafeBytes { frames.take($0) } == nil)
    }

    /// A byte for each character.
    private static func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

    @Test func `messages come when both sides agree`() async throws {
        let stage = try Stage { connection in
            guard let head = connection.head(), head.headers["upgrade"] == "websocket",
                head.headers["connection"] == "Upgrade", head.headers["sec-websocket-version"] == "13",
                let key = head.headers["sec-websocket-key"]
            else { return }
            let hash = Insecure.SHA1.hash(data: Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
            connection.write(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: \(Data(hash).base64EncodedString())\r\n\r\n")
            connection.write(Data(Self.bytes("\u{81}\u{1}a")))
            connection.write(Data(Self.bytes("\u{81}\u{1}b\u{88}\u{0}")))
        }

        let messages = try await stage.client(WebLimits(total: .seconds(20))).messages(WebRequest("GET", stage.url))

        #expect(messages.head.status == 101)
        var texts: [String] = []
        for try await text in messages { texts.append(text) }
        #expect(texts == ["a", "b"])
    }

    @Test(arguments: [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: wrong\r\n\r\n\u{1}\u{1}a",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\u{1}\u{2}ab",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    ])
    func `nothing is read from a server that does not agree`(answer: String) async throws {
        let stage = try Stage { connection in
            guard connection.head() != nil else { return }
            connection.write(answer)
        }

        let messages = try await stage.client(WebLimits(total: .seconds(20))).messages(WebRequest("GET", stage.url))

        for try await text in messages { Issue.record("\(text)") }
    }
}
