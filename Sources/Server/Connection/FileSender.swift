import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Writes the ``FilePart``s that a response's body triggers as outbound events: by sendfile(2), without passing through
/// this process's memory. They have to be events: the channel that Hummingbird writes to takes byte buffers only. Their
/// order against those writes holds because each is put into the event loop's line after the head was put there or
/// written.
final class FileSender: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let part = event as? FilePart else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        do {
            // Past the codec, which knows byte buffers only, to the encoder, which takes a file region as a body.
            let codec = try context.pipeline.syncOperations.context(handlerType: HTTP1ToHTTPServerCodec.self)
            codec.writeAndFlush(NIOAny(HTTPServerResponsePart.body(.fileRegion(part.region))), promise: promise)
        } catch {
            promise?.fail(error)
        }
    }
}
