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
            try context.pipeline.syncOperations.addHandler(methods, position: .first)
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
        let id = ids.next()
        let json = refusal.json(requestID: id)
        var fields: HTTPFields = [
            .contentType: "application/json", .contentLength: String(json.bytes.count), .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff", .requestID: id, .connection: "close",
        ]
        for field in refusal.headers { fields.append(field) }
        let head = HTTPResponse(status: refusal.status, headerFields: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: json.bytes))), promise: nil)
        // The connection ends with it, see ConnectionGuard.
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

extension ErrorBody {
    fileprivate static let headersTooLarge = ErrorBody(
        status: .requestHeaderFieldsTooLarge, code: "HEADERS_TOO_LARGE",
        message: "The request has too many headers, or they are too long.")
    fileprivate static let unknownMethod = ErrorBody(
        status: .methodNotAllowed, code: "METHOD_NOT_ALLOWED", message: "No address of this server takes this method.",
        headers: [.allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"])
    fileprivate static let noHost = ErrorBody.badRequest(
        "The request must have exactly one Host header.", field: "Host")
}
