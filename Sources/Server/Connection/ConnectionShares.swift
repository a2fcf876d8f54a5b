import Domain
import NIOCore
import Synchronization

/// How many connections each client holds, so that one cannot hold them all. Reverse proxies speak for many and are not
/// counted; a household's whole /64 of IPv6 is one client.
final class ConnectionShares: Sendable {
    enum Client: Hashable, Sendable {
        case v4(UInt32)
        case v6(network: UInt64)
        case unknown
    }

    private let most: Int
    private let proxies: [AddressBlock]
    private let counts = Mutex<[Client: Int]>([:])

    /// - Parameters:
    ///   - most: of one client.
    ///   - proxies: whose connections are not counted.
    init(most: Int, proxies: [AddressBlock]) {
        self.most = most
        self.proxies = proxies
    }

    /// Takes a place for a connection from this address.
    /// - Returns: false when there is none; else it is given back by ``leave(_:)``.
    func enter(_ address: IPAddress?) -> Bool {
        guard let client = client(at: address) else { return true }
        return counts.withLock { counts in
            let count = counts[client, default: 0]
            guard count < most else { return false }
            counts[client] = count + 1
            return true
        }
    }

    func leave(_ address: IPAddress?) {
        guard let client = client(at: address) else { return }
        counts.withLock { counts in
            let left = counts[client, default: 1] - 1
            counts[client] = left > 0 ? left : nil
        }
    }

    /// Nil for a proxy.
    private func client(at address: IPAddress?) -> Client? {
        guard let address = address?.unmapped else { return .unknown }
        guard !proxies.contains(where: { $0.contains(address) }) else { return nil }
        switch address {
        case .v4(let bits): return .v4(bits)
        case .v6(let high, _): return .v6(network: high)
        }
    }
}

/// Holds one connection's place in ``ConnectionShares``; closes the connection when there is none.
final class ConnectionPlace: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let shares: ConnectionShares
    private let refused: @Sendable () -> Void
    /// While a place is held, whose it is.
    private var held: IPAddress??

    init(_ shares: ConnectionShares, refused: @escaping @Sendable () -> Void) {
        self.shares = shares
        self.refused = refused
    }

    func channelActive(context: ChannelHandlerContext) {
        let address = context.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
        guard shares.enter(address) else {
            refused()
            return context.close(promise: nil)
        }
        held = .some(address)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    private func leave() {
        guard case .some(let address) = held else { return }
        held = nil
        shares.leave(address)
    }
}
