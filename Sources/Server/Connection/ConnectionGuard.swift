import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections that would otherwise hold the server: a body that only trickles in, an answer nobody reads, a
/// request body that continues after it was refused.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ServerLimits.Connection
    /// Whether it is a stream of HTTP/2: that has no halves to close, and its heads say nothing of the connection
    /// (RFC 9113, section 8.2.2).
    private let isStream: Bool
    /// Whether the request's end has been read.
    private var isRequestRead = true
    /// Whether the response under way said `Connection: close`.
    private var closesAfterResponse = false
    /// Body bytes since the last look at the rate.
    private var recentBytes = 0
    /// Whether we asked for more: a client is only slow while somebody waits for it.
    private var isReading = false
    private var rateCheck: Scheduled<Void>?
    /// Since when the client has taken nothing; nil while it takes what we write.
    private var stalledSince: NIODeadline?
    private var stallCheck: Scheduled<Void>?
    /// What may still come in after a refusal; nil while nothing was refused.
    private var drainBytesLeft: Int?

    /// Those who want to know when the client leaves, by a number of theirs.
    private var watchers: [UInt64: @Sendable () -> Void] = [:]
    private var hasClientLeft = false

    init(limits: ServerLimits.Connection, isStream: Bool = false) {
        self.limits = limits
        self.isStream = isStream
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        cancelTimers()
        clientHasLeft()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelTimers()
        clientHasLeft()
        context.fireChannelInactive()
    }

    /// A client that sends nothing more may still read, but most that close a connection look like this.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { clientHasLeft() }
        context.fireUserInboundEventTriggered(event)
    }

    /// On the event loop only.
    func watch(_ number: UInt64, _ tell: @escaping @Sendable () -> Void) {
        if hasClientLeft { tell() } else { watchers[number] = tell }
    }

    /// On the event loop only.
    func unwatch(_ number: UInt64) { watchers[number] = nil }

    private func clientHasLeft() {
        hasClientLeft = true
        let watchers = watchers
        self.watchers = [:]
        for tell in watchers.values { tell() }
    }

    func read(context: ChannelHandlerContext) {
        isReading = true
        if !isRequestRead, rateCheck == nil { scheduleRateCheck(context) }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isRequestRead = false
            recentBytes = 0
        case .body(let bytes):
            isReading = false
            recentBytes += bytes.readableBytes
            if let left = drainBytesLeft {
                drainBytesLeft = left - bytes.readableBytes
                if left < bytes.readableBytes { return context.close(promise: nil) }
            }
        case .end:
            isRequestRead = true
            rateCheck?.cancel()
            rateCheck = nil
            // A stream ends by itself when both sides have ended it; closing it would take what is not yet sent along.
            if drainBytesLeft != nil, !isStream { return context.close(promise: nil) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if head.headerFields[.connection]?.lowercased() == "close" { closesAfterResponse = true }
            guard isStream else { return context.write(data, promise: promise) }
            head.headerFields[.connection] = nil
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            guard closesAfterResponse else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            finish(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stalledSince = context.channel.isWritable ? nil : context.eventLoop.now
        if stalledSince != nil, stallCheck == nil { scheduleStallCheck(context, in: limits.writeStall) }
        context.fireChannelWritabilityChanged()
    }

    /// Ends the connection after the answer. While the client still sends, closing at once would reset the connection
    /// and could take the answer with it: only our half is closed, and the rest is thrown away for a while.
    private func finish(_ context: ChannelHandlerContext) {
        guard !isRequestRead else {
            if !isStream { context.close(promise: nil) }
            return
        }
        drainBytesLeft = limits.drainBytes
        if !isStream { context.close(mode: .output, promise: nil) }
        rateCheck?.cancel()
        rateCheck = context.eventLoop.assumeIsolatedUnsafeUnchecked()
            .scheduleTask(in: limits.drainTime) { context.close(promise: nil) }
    }

    private func scheduleRateCheck(_ context: ChannelHandlerContext) {
        rateCheck?.cancel()
        rateCheck = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: limits.rateWindow) {
            guard !self.isRequestRead, self.drainBytesLeft == nil else { return }
            let isSlow = self.isReading && self.recentBytes < self.limits.rateBytes
            self.recentBytes = 0
            if isSlow { context.close(promise: nil) } else { self.scheduleRateCheck(context) }
        }
    }

    /// One timer for many answers: every large one stalls for a moment.
    private func scheduleStallCheck(_ context: ChannelHandlerContext, in time: TimeAmount) {
        stallCheck = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) {
            self.stallCheck = nil
            guard let since = self.stalledSince else { return }
            let left = since + self.limits.writeStall - context.eventLoop.now
            guard left > .zero else { return context.close(promise: nil) }
            self.scheduleStallCheck(context, in: left)
        }
    }

    private func cancelTimers() {
        rateCheck?.cancel()
        stallCheck?.cancel()
        rateCheck = nil
        stallCheck = nil
    }
}
