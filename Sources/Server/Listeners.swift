import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import Metrics
import NIOCore
import Studio

/// What the edge's connections have in common: limits and refusals, whichever way they come.
struct Listeners: Sendable {
    private let settings: EdgeSettings
    private let table: ConnectionTable
    private let shares: ConnectionShares
    private let refusedConnections: Counter
    private let refusals: ReasonCounters<HeaderRefusal.Reason>
    private let ids = RequestIDs()

    init(settings: EdgeSettings, metrics: MetricsRegistry) {
        self.settings = settings
        table = ConnectionTable(
            waitingLimit: settings.limits.connection.waitingHeads, limit: settings.limits.connectionsOfClient)
        shares = ConnectionShares(most: settings.limits.connectionsOfClient, proxies: settings.trustedProxies)
        refusedConnections = Counter(label: "greenroom_refused_connections_total", factory: metrics)
        refusals = ReasonCounters<HeaderRefusal.Reason>("greenroom_refused_heads_total", metrics: metrics)
    }

    /// By TLS if there is a certificate.
    var main: HTTPServerBuilder {
        guard let identity = settings.tls else { return plain }
        return HTTPServerBuilder { responder in
            SecureChannel(
                identity: identity, limits: { connectionHandlers },
                http1: HTTP1Channel(
                    responder: responder, configuration: http1([FileReader(), HeadGuard(), connectionGuard, refusal])),
                http2: HTTP2Channel(
                    responder: responder,
                    configuration: HTTP2Channel.Configuration(
                        idleTimeout: .nanoseconds(connection.idle.nanoseconds),
                        gracefulCloseTimeout: settings.limits.shutdownGrace, streamConfiguration: stream)))
        }
    }

    var plain: HTTPServerBuilder {
        .http1(configuration: http1(connectionHandlers + [FileSender(), HeadGuard(), connectionGuard, refusal]))
    }

    private var connection: ServerLimits.Connection { settings.limits.connection }

    private var connectionHandlers: [any RemovableChannelHandler] {
        [
            ConnectionPlace(shares) { refusedConnections.increment() },
            HeadWait(table: table, patience: connection.head, exempt: settings.trustedProxies),
        ]
    }

    private var connectionGuard: ConnectionGuard { ConnectionGuard(limits: connection) }

    private var refusal: HeaderRefusal { HeaderRefusal(ids: ids, refusals: refusals) }

    private func http1(
        _ handlers: @autoclosure @escaping @Sendable () -> [any RemovableChannelHandler]
    ) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: handlers(), idleTimeout: connection.idle,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: connection.headerBytes, maxHeaderListSize: connection.headerBytes,
                maxHeaderFieldCount: connection.headerFields))
    }

    private var stream: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                FileReader(), HeadGuard(), ConnectionGuard(limits: connection, isStream: true),
                StreamHeadGuard(fieldLimit: connection.headerFields, ids: ids, refusals: refusals),
            ],
            idleTimeout: connection.idle)
    }
}
