import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Studio

/// Answers a head that is longer than ``ServerLimits/Connection`` allows with the contract's error. Everything else that
/// is no HTTP gets Hummingbird's bare 400.
final class HeaderRefusal: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Why a head was not taken.
    enum Reason: String, CaseIterable, Sendable {
        case tooLarge = "too_large"
        case malformed
    }

    private let ids: RequestIDs
    private let refusals: ReasonCounters<Reason>
    /// Requests that were read and are not answered: before their answers nothing may be written.
    private var unanswered = 0

    init(ids: RequestIDs, refusals: ReasonCounters<Reason>) {
        self.ids = ids
        self.refusals = refusals
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
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        guard case .headerOverflow = error else {
            // Who leaves in the middle of a request has sent nothing wrong.
            if error != .invalidEOFState { refusals.note(.malformed) }
            return context.fireErrorCaught(error)
        }
        refusals.note(.tooLarge)
        guard unanswered == 0 else { return context.fireErrorCaught(error) }
        let id = ids.next()
        let json = ErrorBody.headersTooLarge.json(requestID: id)
        let head = HTTPResponse(
            status: ErrorBody.headersTooLarge.status,
            headerFields: [
                .contentType: "application/json", .contentLength: String(json.bytes.count), .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff", .requestID: id, .connection: "close",
            ])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: json.bytes))), promise: nil)
        // The connection ends with it, see ConnectionGuard.
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

extension ErrorBody {
    fileprivate static let headersTooLarge = ErrorBody(
        status: .requestHeaderFieldsTooLarge, code: "HEADERS_TOO_LARGE",
        message: "The header fields of the request are too many or too long.")
}
