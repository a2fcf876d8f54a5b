import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Studio

/// Answers a head that is longer than ``ServerLimits/Connection`` allows, has not one host, or begins with a word that is
/// no method, with the contract's error. Everything else that is no HTTP gets Hummingbird's bare 400.
final class HeaderRefusal: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Why a head was not taken.
    enum Reason: String, CaseIterable, Sendable {
        case tooLarge = "too_large"
        case malformed, host, method
    }

    private let ids: RequestIDs
    private let refusals: ReasonCounters<Reason>
    /// Requests that were read and are not answered: before their answers nothing may be written.
    private var unanswered = 0
    private let methods = MethodWatch()

    init(ids: RequestIDs, refusals: ReasonCounters<Reason>) {
        self.ids = ids
        self.refusals = refusals
    }

    func handlerAdded(context: ChannelHandlerContext) {
        do {
            let codec = try context.pipeline.syncOperations.context(handlerType: HTTP1ToHTTPServerCodec.self).handler
            try context.pipeline.syncOperations.addHandler(HostGuard(), position: .before(codec))
            let parser = try context.pipeline.syncOperations.handler(
                type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try context.pipeline.syncOperations.addHandler(methods, position: .before(parser))
        } catch {
            context.fireErrorCaught(error)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { unanswered += 1 }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let (reason, refusal): (Reason, ErrorBody)
        switch error {
        case HTTPParserError.headerOverflow: (reason, refusal) = (.tooLarge, .headersTooLarge)
        case is HostGuard.Refused: (reason, refusal) = (.host, .noHost)
        case HTTPParserError.invalidMethod where methods.hasMethod: (reason, refusal) = (.method, .unknownMethod)
        case HTTPParserError.invalidEOFState:
            // Who leaves in the middle of a request has sent nothing wrong.
            return context.fireErrorCaught(error)
        case is HTTPParserError:
            refusals.note(.malformed)
            return context.fireErrorCaught(error)
        default: return context.fireErrorCaught(error)
        }
        refusals.note(reason)
        guard unanswered == 0 else { return context.fireErrorCaught(HTTPParserError.unknown) }
        answer(refusal, context)
    }

    private func answer(_ refusal: ErrorBody, _ context: ChannelHandlerContext) {
        let answer = RefusedHead(refusal: refusal, requestID: ids.next(), closes: true)
        for part in answer.parts { context.write(wrapOutboundOut(part), promise: nil) }
        context.flush()
    }
}
