import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Refuses a request of HTTP/1.1 that does not have exactly one `Host`, in one word (RFC 9112, section 3.2), and gives methods that no
/// route is registered for to TRACE's refusal, which says what the address takes. Stands before the codec, behind which
/// neither the version nor a second host can be told.
final class HostGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    struct Refused: Error {}

    /// After one nothing more is read: what follows cannot be believed.
    private var isRefusing = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefusing else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        guard Self.isGood(head) else {
            isRefusing = true
            return context.fireErrorCaught(Refused())
        }
        switch head.method {
        case .GET, .HEAD, .POST, .PUT, .PATCH, .DELETE, .OPTIONS, .TRACE: context.fireChannelRead(data)
        default:
            head.method = .TRACE
            context.fireChannelRead(wrapInboundOut(.head(head)))
        }
    }

    private static func isGood(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers[canonicalForm: "host"]
        guard hosts.allSatisfy({ $0.utf8.allSatisfy { (0x21...0x7e).contains($0) } }) else { return false }
        return hosts.count == 1 || (hosts.isEmpty && head.version == .http1_0)
    }
}
