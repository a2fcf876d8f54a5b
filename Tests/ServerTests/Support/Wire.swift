import NIOCore
import NIOPosix

/// One TCP connection to the server on loopback, byte by byte, so that a test can send what no client library would.
struct Wire {
    typealias Writer = NIOAsyncChannelOutboundWriter<ByteBuffer>

    struct TimedOut: Error {}

    private let outbound: Writer
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    /// What has arrived and was not taken yet.
    private(set) var received: [UInt8] = []

    /// Runs `body` with a connection that is closed afterwards.
    static func with<Value: Sendable>(
        port: Int, _ body: (inout Wire) async throws -> Value
    ) async throws -> Value {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            var wire = Wire(outbound: outbound, inbound: inbound.makeAsyncIterator())
            return try await body(&wire)
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Says that nothing more will be sent.
    func finishSending() { outbound.finish() }

    /// Waits for more bytes.
    /// - Returns: false when the server has closed.
    private mutating func more() async throws -> Bool {
        guard let bytes = try await inbound.next() else { return false }
        received += bytes.readableBytesView
        return true
    }

    /// Everything until the server closes.
    mutating func readToEnd() async throws -> [UInt8] {
        while try await more() {}
        defer { received = [] }
        return received
    }

    /// What comes up to and including `text`; what comes after it stays.
    /// - Returns: nil when the server closes before.
    mutating func read(through text: String) async throws -> String? {
        let mark = Array(text.utf8)
        while true {
            if let found = received.firstRange(of: mark) {
                let taken = received[..<found.upperBound]
                received.removeFirst(found.upperBound)
                return String(decoding: taken, as: UTF8.self)
            }
            guard try await more() else { return nil }
        }
    }

    /// The next `count` bytes; fewer when the server closes.
    mutating func read(_ count: Int) async throws -> [UInt8] {
        while received.count < count, try await more() {}
        let taken = Array(received.prefix(count))
        received.removeFirst(taken.count)
        return taken
    }

    /// One whole response.
    /// - Parameter isHead: whether no body follows, whatever the headers say.
    mutating func readReply(isHead: Bool = false) async throws -> Reply? {
        guard let head = try await read(through: "\r\n\r\n") else { return nil }
        var reply = Reply(head: head)
        let hasBody = !isHead && reply.status != 204 && reply.status != 304 && reply.status >= 200
        if hasBody, let length = reply.headers["content-length"].flatMap({ Int($0) }) {
            reply.body = try await read(length)
        } else if hasBody, reply.headers["transfer-encoding"] == "chunked" {
            while let line = try await read(through: "\r\n"), let size = Int(line.dropLast(1), radix: 16), size > 0 {
                reply.body += try await read(size)
                _ = try await read(2)
            }
            _ = try await read(2)
        }
        return reply
    }
}
