import Domain
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Studio
import Synchronization

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
        let (listeners, bound) = (Listeners(settings: settings, metrics: edge.metrics), BoundPort(settings.port))
        let application = application(listeners, bound: bound)
        let grace = settings.limits.shutdownGrace
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listen(application, on: settings.port) }
            if let port = settings.redirectPort {
                let redirect = redirect(listeners, port: port, to: bound)
                group.addTask { try await listen(redirect, on: port) }
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

    private func listen(_ application: some ApplicationProtocol, on port: Int) async throws {
        do {
            try await application.run()
        } catch {
            throw ListenFailure(error, host: settings.host, port: port) ?? error
        }
    }

    private func application(_ listeners: Listeners, bound: BoundPort) -> some ApplicationProtocol {
        let (ready, port) = (ready, settings.port)
        return Application(
            router: router(), server: listeners.main, configuration: configuration(port: port),
            onServerRunning: { channel in
                bound.port = channel.localAddress?.port ?? port
                await ready(bound.port)
            },
            logger: logger)
    }

    private func redirect(_ listeners: Listeners, port: Int, to bound: BoundPort) -> some ApplicationProtocol {
        Application(
            responder: PlainRedirect(publicURL: settings.publicURL) { bound.port }, server: listeners.plain,
            configuration: configuration(port: port), logger: logger)
    }

    private func configuration(port: Int) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(settings.host, port: port), backlog: 1024,
            availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections, logger: logger))
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
        UploadsController.self, DirectUploadsController.self,
        GenerationController.self,
        TasksController.self,
        EnginesController.self, EngineExchangeController.self,
        ModelsController.self, AvatarJobsController.self,
        ConsentsController.self,
        VoicesController.self,
        PacksController.self,
        EventsController.self,
        VideosController.self, LibraryController.self, TrashController.self,
        SharesController.self, RenditionsController.self,
        APIKeysController.self,
        WebhooksController.self, NoticesController.self,
        PreferencesController.self,
        PronunciationsController.self,
        FavouriteVoicesController.self, FilmsController.self,
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
        SetupController.self,
        MetricsController.self,
    ]

    private func operations() -> [Operation] {
        let described = Self.controllers.flatMap { $0.init(edge).operations }
        let counts = edge.house.billing.mode != .off
        let document = OpenAPIController.operation(describing: described, version: settings.version, counts: counts)
        return described + [document]
    }

    private func router() -> Router<EdgeContext> {
        let router = Router(context: EdgeContext.self)
        let (operations, pages) = (operations(), ["/", "/**"])
        let meters = RequestMeters(operations: operations, pages: pages)
        report(meters)
        if !settings.crossOrigin.isEmpty { router.add(middleware: CrossOriginMiddleware(rules: settings.crossOrigin)) }
        router.add(
            middleware: EdgeMiddleware(
                slow: settings.limits.slowRequest, strictTransportSeconds: settings.strictTransportSeconds,
                meters: meters))
        let routes = Routes(
            authenticator: Authenticator(
                tokens: edge.tokens, accounts: edge.house.accounts, keys: edge.house.keys,
                identities: edge.house.identities),
            proxies: TrustedProxies(
                blocks: settings.trustedProxies, isSecure: settings.isSecure,
                allowedPages: settings.crossOrigin.origins),
            rates: RateGates(limits: settings.rates, metrics: edge.metrics),
            replays: edge.replays, adminsNeedSecondFactor: settings.adminsNeedSecondFactor)
        routes.register(operations, on: router)
        let web = WebFiles(
            folder: settings.webFolder, mediaOrigins: edge.house.redirects.origins,
            uploadOrigins: edge.house.directUploads.origins)
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
        metrics.add(VerificationMeters(verification: edge.house.verification))
        metrics.add(GPUMeters(engines: edge.house.engines))
        metrics.add(QueueMeters(board: board, engines: edge.house.engines))
        metrics.add(DiskMeters(home: edge.house.home.path, database: edge.house.home.database))
        metrics.add(meters)
        if let tls = settings.tls {
            metrics.gauge("greenroom_certificate_expiry_timestamp_seconds") {
                Double(tls.notAfter.milliseconds) / 1000
            }
        }
        metrics.add(ProcessFacts(startedAt: Date().timeIntervalSince1970, version: settings.version))
        metrics.gauge("greenroom_tasks_waiting") { Double(board.waitingCount) }
        metrics.gauge("greenroom_tasks_running") { Double(board.runningCount) }
    }
}

/// The port that the server was given, once it listens.
private final class BoundPort: Sendable {
    private let number: Atomic<Int>

    init(_ port: Int) { number = Atomic(port) }

    var port: Int {
        get { number.load(ordering: .relaxed) }
        set { number.store(newValue, ordering: .relaxed) }
    }
}
