import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Server

/// Time is the embedded event loop's: it passes when the test says so.
struct ConnectionGuardTests {
    private static func channel(_ limits: ServerLimits.Connection = .init()) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handlers: [HalfClosing(), ConnectionGuard(limits: limits)])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    /// An embedded channel knows no half of a connection: closing our half leaves it open.
    private final class HalfClosing: ChannelOutboundHandler {
        typealias OutboundIn = Any

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            if mode == .output { promise?.succeed() } else { context.close(mode: mode, promise: promise) }
        }
    }

    private static func request() -> HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/"))
    }

    private static func body(_ count: Int) -> HTTPRequestPart { .body(ByteBuffer(repeating: 0, count: count)) }

    private static func refuse(_ channel: EmbeddedChannel) throws {
        try channel.writeOutbound(
            HTTPResponsePart.head(HTTPResponse(status: .ok, headerFields: [.connection: "close"])))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    @Test func `closes on a body that brings too little while we wait for it`() throws {
        let channel = try Self.channel()
        try channel.writeInbound(Self.request())
        channel.read()

        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func `is patient with a client that we do not read from`() throws {
        let channel = try Self.channel()
        try channel.writeInbound(Self.request())
        channel.read()
        try channel.writeInbound(Self.body(1))

        channel.embeddedEventLoop.advanceTime(by: .seconds(300))

        #expect(channel.isActive)
    }

    @Test func `is patient with a slow body that comes steadily`() throws {
        let channel = try Self.channel()
        try channel.writeInbound(Self.request())

        for _ in 0..<20 {
            try channel.writeInbound(Self.body(4096))
            channel.read()
            channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        }

        #expect(channel.isActive)
    }

    @Test func `closes on a client that does not take its answer`() throws {
        let channel = try Self.channel()
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()

        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func `starts anew when the client takes some of it`() throws {
        let channel = try Self.channel()
        for isWritable in [false, true, false] {
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
            channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        }

        #expect(channel.isActive)
    }

    @Test func `closes at once after the answer to a request that was read`() throws {
        let channel = try Self.channel()
        try channel.writeInbound(Self.request())
        try channel.writeInbound(HTTPRequestPart.end(nil))

        try Self.refuse(channel)

        #expect(!channel.isActive)
    }

    @Test func `throws a refused body away up to a limit and for a while`() throws {
        let big = try Self.channel()
        try big.writeInbound(Self.request())
        try Self.refuse(big)
        #expect(big.isActive)
        for _ in 0..<4 { try big.writeInbound(Self.body(1 << 20)) }
        #expect(big.isActive)
        try big.writeInbound(Self.body(1))
        #expect(!big.isActive)

        let slow = try Self.channel()
        try slow.writeInbound(Self.request())
        try Self.refuse(slow)
        slow.embeddedEventLoop.advanceTime(by: .seconds(5))
        #expect(!slow.isActive)
    }
}
