import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Studio

/// Holds the head of an HTTP/2 stream to what is asked of HTTP/1.1: not too many fields, a host, and for methods that no
/// route is registered for TRACE's refusal, which says what the address takes. Their length is limited by the connection's
/// settings.
final class StreamHeadGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private let fieldLimit: Int
    private let ids: RequestIDs
    private let refusals: ReasonCounters<HeaderRefusal.Reason>
    private var isRefusing = false

    init(fieldLimit: Int, ids: RequestIDs, refusals: ReasonCounters<HeaderRefusal.Reason>) {
        self.fieldLimit = fieldLimit
        self.ids = ids
        self.refusals = refusals
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefusing else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        guard head.headerFields.count <= fieldLimit else { return refuse(.tooLarge, .headersTooLarge, context) }
        let hosts = head.headerFields[values: .named("Host")]
        guard (head.authority ?? hosts.first)?.isEmpty == false, hosts.count <= 1 else {
            return refuse(.host, .noHost, context)
        }
        head.authority = head.authority ?? hosts.first
        if !Self.routed.contains(head.method) { head.method = .trace }
        // CONNECT has none.
        if head.path == nil { head.path = "/" }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private static let routed: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace,
    ]

    private func refuse(_ reason: HeaderRefusal.Reason, _ refusal: ErrorBody, _ context: ChannelHandlerContext) {
        isRefusing = true
        refusals.note(reason)
        let answer = RefusedHead(refusal: refusal, requestID: ids.next(), closes: true)
        for part in answer.parts { context.write(wrapOutboundOut(part), promise: nil) }
        context.flush()
    }
}
