import Domain
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import Metrics
import NIOCore
import ServiceLifecycle
import Studio

/// The HTTP edge. The room `Server` knows status codes, headers and JSON shapes, and nothing of SQL or libav: a
/// controller decodes, calls one method of the studio and encodes.
package struct App: Service {
    private let edge: Edge
    private let logger: Logger
    private let ready: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - metrics: what `/metrics` tells; the same that the house counts with.
    ///   - complaints: asked by `/health/ready`: what is not well, as sentences; empty when all is.
    ///   - ready: called once connections are accepted, with the port that was bound.
    package init(
        house: House, settings: EdgeSettings, metrics: MetricsRegistry, logger: Logger,
        complaints: @escaping @Sendable () async -> [String] = { [] },
        ready: @escaping @Sendable (_ port: Int) async -> Void
    ) async {
        edge = Edge(
            house: house, tokens: await AccessTokens(signingKey: house.signingKey, metrics: metrics),
            settings: settings, metrics: metrics, complaints: complaints)
        self.logger = logger
        self.ready = ready
    }

    private var settings: EdgeSettings { edge.settings }

    /// Serves until the surrounding group shuts down; requests under way have ``ServerLimits/shutdownGrace`` to finish.
    package func run() async throws {
        let application = application()
        let grace = settings.limits.shutdownGrace
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await application.run()
                } catch {
                    throw ListenFailure(error, host: settings.host, port: settings.port) ?? error
                }
            }
            group.addTask {
                try? await gracefulShutdown()
                try? await Task.sleep(for: grace)
            }
            // Whichever is first: the server has nothing left to do, or its time is over.
            try await group.next()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    private func application() -> some ApplicationProtocol {
        let (settings, connection) = (settings, settings.limits.connection)
        let table = ConnectionTable(
            waitingLimit: connection.waitingHeads, limit: settings.limits.connectionsOfClient)
        let ready = ready
        let port = settings.port
        let ids = RequestIDs()
        let shares = ConnectionShares(most: settings.limits.connectionsOfClient, proxies: settings.trustedProxies)
        let refusedConnections = Counter(label: "greenroom_refused_connections_total", factory: edge.metrics)
        let refusals = ReasonCounters<HeaderRefusal.Reason>("greenroom_refused_heads_total", metrics: edge.metrics)
        return Application(
            router: router(),
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        ConnectionPlace(shares) { refusedConnections.increment() }, FileSender(),
                        HeadGuard(table: table, patience: connection.head, exempt: settings.trustedProxies),
                        ConnectionGuard(limits: connection),
                        HeaderRefusal(ids: ids, refusals: refusals),
                    ],
                    idleTimeout: connection.idle,
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: connection.headerBytes, maxHeaderListSize: connection.headerBytes,
                        maxHeaderFieldCount: connection.headerFields))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections, logger: logger)),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) },
            logger: logger)
    }

    /// The resources that are served and described.
    static let controllers: [any Controller.Type] = [
        AuthController.self,
        SecondFactorController.self,
        PasskeysController.self,
        IdentityController.self,
        AddressesController.self,
        ProofController.self,
        PrivacyController.self,
        UsersController.self, DashboardController.self,
        FilesController.self,
        UploadsController.self,
        GenerationController.self,
        TasksController.self,
        EnginesController.self,
        ModelsController.self, AvatarJobsController.self,
        ConsentsController.self,
        VoicesController.self,
        PacksController.self,
        EventsController.self,
        VideosController.self, LibraryController.self, TrashController.self,
        SharesController.self,
        APIKeysController.self,
        PreferencesController.self,
        PronunciationsController.self,
        AdminController.self,
        InvitationsController.self,
        OutboxController.self,
        CreditsController.self,
        PlansController.self,
        BillingController.self,
        OrdersController.self,
        ConsentReviewController.self,
        BackupsController.self,
        StorageController.self,
        HealthController.self,
        MetricsController.self,
    ]

    private func operations() -> [Operation] {
        let described = Self.controllers.flatMap { $0.init(edge).operations }
        return described + [OpenAPIController.operation(describing: described, version: settings.version)]
    }

    private func router() -> Router<EdgeContext> {
        let router = Router(context: EdgeContext.self)
        let (operations, pages) = (operations(), ["/", "/**"])
        let meters = RequestMeters(operations: operations, pages: pages)
        report(meters)
        if !settings.crossOrigin.isEmpty { router.add(middleware: CrossOriginMiddleware(rules: settings.crossOrigin)) }
        router.add(
            middleware: EdgeMiddleware(
                slow: settings.limits.slowRequest, isSecure: settings.isPublicURLSecure, meters: meters))
        let routes = Routes(
            authenticator: Authenticator(
                tokens: edge.tokens, accounts: edge.house.accounts, keys: edge.house.keys,
                identities: edge.house.identities),
            proxies: TrustedProxies(
                blocks: settings.trustedProxies, isPublicURLSecure: settings.isPublicURLSecure,
                allowedPages: settings.crossOrigin.origins),
            rates: RateGates(limits: settings.rates, metrics: edge.metrics),
            replays: edge.replays, adminsNeedSecondFactor: settings.adminsNeedSecondFactor)
        routes.register(operations, on: router)
        let web = WebFiles(folder: settings.webFolder)
        for method: HTTPRequest.Method in [.get, .head, .post, .put, .patch, .delete, .options, .trace] {
            for path in pages {
                router.on(RouterPath(path), method: method) { request, _ in
                    let response = try await web.response(to: request)
                    return request.method == .head ? response.createHeadResponse() : response
                }
            }
        }
        return router
    }

    /// Tells what others keep beside what is counted.
    private func report(_ meters: RequestMeters) {
        let (metrics, board) = (edge.metrics, edge.house.board)
        metrics.add(OutboxMeters(desk: edge.house.outbox))
        metrics.add(MirrorMeters(mirrors: edge.house.mirrors))
        metrics.add(QueueMeters(board: board, engines: edge.house.engines))
        metrics.add(DiskMeters(home: edge.house.home.path, database: edge.house.home.database))
        metrics.add(meters)
        metrics.add(ProcessFacts(startedAt: Date().timeIntervalSince1970, version: settings.version))
        metrics.gauge("greenroom_tasks_waiting") { Double(board.waitingCount) }
        metrics.gauge("greenroom_tasks_running") { Double(board.runningCount) }
    }
}
