import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOPosix

/// Writes the ``FilePart``s of a response where the kernel cannot send them by itself: what TLS encrypts and HTTP/2 cuts
/// in frames has to pass through this process's memory. Reads on an I/O thread, one part after the other.
final class FileReader: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Done when the part before was handed on.
    private var previous: EventLoopFuture<Void>?

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let part = event as? FilePart else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        let loop = context.eventLoop
        let bound = NIOLoopBound((reader: self, context: context), eventLoop: loop)
        let bytes = NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try part.read() }
        previous = (previous ?? loop.makeSucceededVoidFuture()).flatMap { bytes }.map { bytes in
            let (reader, context) = bound.value
            context.writeAndFlush(reader.wrapOutboundOut(.body(bytes)), promise: promise)
        }.flatMapErrorThrowing { error in
            promise?.fail(error)
            throw error
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { previous = nil }
}
