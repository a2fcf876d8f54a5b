import Domain
import NIOCore
import Studio

/// Ends a connection whose next request does not come, and holds its place in the ``ConnectionTable``. It stands before
/// all that reads bytes, so that a TLS handshake which never ends is such a wait too; ``HeadGuard`` tells it of the
/// requests, those of every HTTP/2 stream alike.
final class HeadWait: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let table: ConnectionTable
    private let patience: TimeAmount
    /// Reverse proxies, which bring everybody's requests.
    private let exempt: [AddressBlock]
    private var entry: ConnectionTable.Entry?
    private var check: Scheduled<Void>?
    /// Requests read and not answered.
    private var underWay = 0

    /// - Parameter patience: for one head.
    init(table: ConnectionTable, patience: TimeAmount, exempt: [AddressBlock]) {
        self.table = table
        self.patience = patience
        self.exempt = exempt
    }

    /// On the event loop only.
    func requestBegan() {
        underWay += 1
        entry?.waitingSince.store(0, ordering: .relaxed)
    }

    /// On the event loop only.
    func requestEnded(now: NIODeadline) {
        underWay = max(0, underWay - 1)
        if underWay == 0 { entry?.waitingSince.store(max(1, now.uptimeNanoseconds), ordering: .relaxed) }
    }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { begin(context) } }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard entry == nil, let address = context.channel.remoteAddress?.ipAddress else { return }
        if let known = IPAddress(address), exempt.contains(where: { $0.contains(known) }) { return }
        let channel = context.channel
        let entry = ConnectionTable.Entry(
            network: SignInLimits.network(address), now: context.eventLoop.now, close: { channel.close(promise: nil) })
        guard table.add(entry) else { return context.close(promise: nil) }
        self.entry = entry
        scheduleCheck(context, in: patience)
    }

    /// One timer for many requests.
    private func scheduleCheck(_ context: ChannelHandlerContext, in time: TimeAmount) {
        check = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) {
            guard let since = self.entry?.waitingSince.load(ordering: .relaxed) else { return }
            guard since > 0 else { return self.scheduleCheck(context, in: self.patience) }
            let left = NIODeadline.uptimeNanoseconds(since) + self.patience - context.eventLoop.now
            guard left > .zero else { return context.close(promise: nil) }
            self.scheduleCheck(context, in: left)
        }
    }

    private func end() {
        check?.cancel()
        check = nil
        if let entry { table.remove(entry) }
        entry = nil
    }
}
