import Domain
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Studio

/// The HTTP edge. The room `Server` knows status codes, headers and JSON shapes, and nothing of SQL or libav: a
/// controller decodes, calls one method of the studio and encodes.
package struct App: Service {
    /// What the studio does, already built.
    package struct Nouns: Sendable {
        let accounts: Accounts
        let security: Security
        let identities: Identities
        let files: Files
        let uploads: Uploads
        let tasks: Tasks
        let library: Library
        let models: TrainedModels
        let consents: Consents
        let voices: Voices
        let links: MediaLinks
        let idempotency: Idempotency
        let keys: APIKeys
        let administration: Administration
        let preferences: Preferences
        let privacy: Privacy

        package init(
            accounts: Accounts, security: Security, identities: Identities, files: Files, uploads: Uploads,
            tasks: Tasks, library: Library,
            models: TrainedModels, consents: Consents, voices: Voices, links: MediaLinks, idempotency: Idempotency,
            keys: APIKeys, administration: Administration, preferences: Preferences, privacy: Privacy
        ) {
            self.accounts = accounts
            self.security = security
            self.identities = identities
            self.files = files
            self.uploads = uploads
            self.tasks = tasks
            self.library = library
            self.models = models
            self.consents = consents
            self.voices = voices
            self.links = links
            self.idempotency = idempotency
            self.keys = keys
            self.administration = administration
            self.preferences = preferences
            self.privacy = privacy
        }
    }

    package struct Settings: Sendable {
        package var host: String
        /// 0 takes a free one.
        package var port: Int
        /// Absolute path of the web app's folder.
        package var webFolder: String
        package var version: String
        /// Reverse proxies whose forwarded headers are believed.
        package var trustedProxies: [AddressBlock] = []
        /// Pages of other origins that may use the API.
        package var crossOrigin = CrossOrigin()
        package var rates = RateLimits.off
        /// Whether browsers reach the server by https.
        package var isPublicURLSecure = false
        /// How browsers reach the server; nil when they use the address it listens on.
        package var publicURL: String?
        /// Lets metrics be read from elsewhere than this machine; nil lets nobody.
        package var metricsToken: String?
        /// Whether administrators may do nothing as such until they have a second factor.
        package var adminsNeedSecondFactor = false
        package var limits = ServerLimits()

        package init(host: String, port: Int, webFolder: String, version: String) {
            self.host = host
            self.port = port
            self.webFolder = webFolder
            self.version = version
        }
    }

    private let nouns: Nouns
    private let tokens: AccessTokens
    private let metrics: MetricsRegistry
    private let settings: Settings
    private let logger: Logger
    private let complaints: @Sendable () async -> [String]
    private let ready: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - metrics: what `/metrics` tells; the same that everybody below counts with.
    ///   - complaints: asked by `/health/ready`: what is not well, as sentences; empty when all is.
    ///   - ready: called once connections are accepted, with the port that was bound.
    package init(
        nouns: Nouns, tokens: AccessTokens, settings: Settings, metrics: MetricsRegistry = MetricsRegistry(),
        logger: Logger,
        complaints: @escaping @Sendable () async -> [String] = { [] },
        ready: @escaping @Sendable (_ port: Int) async -> Void
    ) {
        self.nouns = nouns
        self.tokens = tokens
        self.metrics = metrics
        self.settings = settings
        self.logger = logger
        self.complaints = complaints
        self.ready = ready
    }

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
        let connection = settings.limits.connection
        let ready = ready
        let port = settings.port
        let ids = RequestIDs()
        let refusals = ReasonCounters<HeaderRefusal.Reason>("greenroom_refused_heads_total", metrics: metrics)
        return Application(
            router: router(),
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        FileSender(), ConnectionGuard(limits: connection),
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

    /// Every operation that is served and described.
    var operations: [Operation] {
        let addresses = MediaAddresses(links: nouns.links)
        let media = MediaDelivery(files: nouns.files, addresses: addresses)
        let limits = settings.limits
        let auth = AuthController(accounts: nouns.accounts, tokens: tokens, limits: limits)
        let described =
            auth.operations
            + SecondFactorController(security: nouns.security, auth: auth, limits: limits).operations
            + PasskeysController(
                passkeys: nouns.security.passkeys, auth: auth, limits: limits, publicURL: settings.publicURL
            ).operations
            + IdentityController(
                identities: nouns.identities, auth: auth, publicURL: settings.publicURL, limits: limits
            ).operations
            + AddressesController(addresses: nouns.security.addresses, limits: limits).operations
            + PrivacyController(privacy: nouns.privacy, links: nouns.links, limits: limits).operations
            + UsersController(accounts: nouns.accounts, limits: limits).operations
            + FilesController(files: nouns.files, media: media, replays: replays, limits: limits).operations
            + UploadsController(uploads: nouns.uploads).operations
            + GenerationController(tasks: nouns.tasks, addresses: addresses, limits: limits).operations
            + TasksController(tasks: nouns.tasks, addresses: addresses).operations
            + ModelsController(
                models: nouns.models, tasks: nouns.tasks, addresses: addresses, limits: limits
            ).operations
            + ConsentsController(consents: nouns.consents, limits: limits).operations
            + VoicesController(voices: nouns.voices).operations
            + EventsController(tasks: nouns.tasks, addresses: addresses, limits: limits).operations
            + VideosController(library: nouns.library, tasks: nouns.tasks, media: media, limits: limits).operations
            + APIKeysController(keys: nouns.keys, limits: limits).operations
            + PreferencesController(preferences: nouns.preferences, limits: limits).operations
            + AdminController(administration: nouns.administration, limits: limits).operations
            + HealthController(complaints: complaints, version: settings.version).operations
            + MetricsController(registry: metrics, readers: MetricsReaders(token: settings.metricsToken)).operations
        return described + [OpenAPIController.operation(describing: described, version: settings.version)]
    }

    private var replays: ReplayGate { ReplayGate(idempotency: nouns.idempotency, limits: settings.limits) }

    private func router() -> Router<EdgeContext> {
        let router = Router(context: EdgeContext.self)
        let (operations, pages) = (operations, ["/", "/**"])
        let meters = RequestMeters(operations: operations, pages: pages)
        metrics.add(meters)
        metrics.add(ProcessFacts(startedAt: Date().timeIntervalSince1970, version: settings.version))
        if !settings.crossOrigin.isEmpty { router.add(middleware: CrossOriginMiddleware(rules: settings.crossOrigin)) }
        router.add(
            middleware: EdgeMiddleware(
                slow: settings.limits.slowRequest, isSecure: settings.isPublicURLSecure, meters: meters))
        let routes = Routes(
            authenticator: Authenticator(tokens: tokens, accounts: nouns.accounts, keys: nouns.keys),
            proxies: TrustedProxies(
                blocks: settings.trustedProxies, isPublicURLSecure: settings.isPublicURLSecure,
                allowedPages: settings.crossOrigin.origins),
            rates: RateGates(limits: settings.rates, metrics: metrics),
            replays: replays, adminsNeedSecondFactor: settings.adminsNeedSecondFactor)
        routes.register(operations, on: router)
        let web = WebFiles(folder: settings.webFolder)
        for method: HTTPRequest.Method in [.get, .head, .post, .put, .patch, .delete, .options] {
            for path in pages {
                router.on(RouterPath(path), method: method) { request, _ in
                    let response = try await web.response(to: request)
                    return request.method == .head ? response.createHeadResponse() : response
                }
            }
        }
        return router
    }
}
