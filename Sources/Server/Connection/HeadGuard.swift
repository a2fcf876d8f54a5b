import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells the connection's ``HeadWait`` when a request's head has come and when it was answered. Stands in the pipeline of
/// the connection, or in that of an HTTP/2 stream.
final class HeadGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var wait: HeadWait?
    /// Requests read and not answered.
    private var underWay = 0

    /// A stream shares its connection's event loop.
    func handlerAdded(context: ChannelHandlerContext) {
        let own = try? context.pipeline.syncOperations.handler(type: HeadWait.self)
        wait = own ?? (try? context.channel.parent?.pipeline.syncOperations.handler(type: HeadWait.self))
    }

    func handlerRemoved(context: ChannelHandlerContext) { giveUp(context) }

    func channelInactive(context: ChannelHandlerContext) {
        giveUp(context)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) {
            underWay += 1
            wait?.requestBegan()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), underWay > 0 {
            underWay -= 1
            wait?.requestEnded(now: context.eventLoop.now)
        }
        context.write(data, promise: promise)
    }

    /// What a stream has not answered when it ends.
    private func giveUp(_ context: ChannelHandlerContext) {
        for _ in 0..<underWay { wait?.requestEnded(now: context.eventLoop.now) }
        underWay = 0
        wait = nil
    }
}
