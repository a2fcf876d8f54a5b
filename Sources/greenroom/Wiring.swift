import Domain
import Foundation
import Logging
import Outbound
import Providers
import Server
import ServiceLifecycle
import Storage
import Studio
import UnixSignals

/// The server's parts: everything is built here, once, bottom-up, and passed down by name.
struct Wiring {
    private struct Queue {
        let scheduler: Scheduler
        let tasks: Tasks
    }

    /// What everybody counts with.
    struct Counts {
        let metrics: MetricsRegistry
        let refusals: Refusals

        init(_ metrics: MetricsRegistry, _ refusals: Refusals) { (self.metrics, self.refusals) = (metrics, refusals) }
    }

    private let settings: Settings
    private let locations: Locations
    private let home: Home
    private let outside: Outside
    private let counts: Counts
    private let logger: Logger

    private let store: Store
    private let blobs: BlobStore
    private let signingKey: Data
    private let secrets: SecretKeys
    private let environment: [String: String]
    private let newID = IDSource()
    private let feed: EventFeed

    /// Opens what lies in the home and mends what a kill has left there.
    /// - Throws: ``CommandFailure`` naming what cannot be used.
    init(
        _ settings: Settings, _ locations: Locations, _ home: Home, _ outside: Outside, _ counts: Counts,
        _ logger: Logger
    ) async throws {
        (self.settings, self.locations, self.home, self.outside) = (settings, locations, home, outside)
        self.counts = counts
        self.logger = logger
        feed = EventFeed(ends: TaskEnds(metrics: counts.metrics))
        do {
            store = try Store(path: home.database, migrations: locations.data + "/migrations")
        } catch {
            throw CommandFailure("the database \(home.database) cannot be used: \(error)")
        }
        signingKey = try home.signingKey()
        do {
            secrets = try home.secretKeys()
        } catch {
            throw CommandFailure("the keys for stored secrets cannot be used: \(error)")
        }
        blobs = BlobStore(home: home.path)
        environment = locations.childEnvironment(home: settings.home)
        try await blobs.discardLeftovers()
        try await store.forgetInterruptedKeys()
    }

    /// Each after what it needs; they are stopped in the opposite order.
    func services() async throws -> ServiceGroup {
        let probe = ChildProcessProbe(program: locations.mediaProgram, environment: environment)
        let files = Files(
            store: store, blobs: blobs, home: home, probe: probe, fetcher: RemoteMediaFetcher(outbound: outside.policy),
            limits: settings.uploadLimits, counts: MediaCounts(metrics: counts.metrics), newID: newID)
        let uploads = Uploads(
            store: store, files: files, blobs: blobs, home: home,
            lifetime: Duration.seconds(settings.uploadHours * 3600), newID: newID)
        let library = Library(store: store)
        let queue = queue(probe, files, library)
        let letters = try outside.mail?.letters(texts: locations.data + "/mail", secrets: secrets, newID: newID)
        let accounts = Accounts(store: store, letters: letters, refusals: counts.refusals, newID: newID)
        let keys = APIKeys(
            store: store, bootstrap: settings.bootstrapKey.map(BootstrapKey.init), refusals: counts.refusals,
            newID: newID)
        let preferences = Preferences(store: store, region: try region())
        let exports = Exports(store: store, accounts: accounts, home: home, blobs: blobs, newID: newID)
        let privacy = Privacy(
            exports: exports,
            erasure: Erasure(
                store: store, accounts: accounts, tasks: queue.tasks, uploads: uploads,
                exports: exports, feed: feed, blobs: blobs, logger: logger))
        let door = Identities.Door(
            resetsPasswords: letters != nil, takesPasskeys: true, country: preferences.country)
        let nouns = App.Nouns(
            accounts: accounts, security: security(accounts),
            identities: Identities(accounts: accounts, providers: outside.providers, door: door, logger: logger),
            files: files, uploads: uploads, tasks: queue.tasks, library: library,
            models: TrainedModels(store: store, tasks: queue.tasks, blobs: blobs, newID: newID),
            consents: Consents(store: store, newID: newID),
            voices: Voices(catalog: ChildProcessVoices(program: locations.mediaProgram, environment: environment)),
            links: MediaLinks(signingKey: signingKey, lifetime: Duration.seconds(settings.mediaLinkMinutes * 60)),
            idempotency: Idempotency(store: store), keys: keys,
            administration: Administration(store: store, feed: feed, newID: newID), preferences: preferences,
            privacy: privacy)

        var services: [any Service] = outside.sandbox.map { [$0] } ?? []
        services.append(queue.scheduler)
        services.append(
            Sweeper(store: store, blobs: blobs, home: home, uploads: uploads, privacy: privacy, logger: logger))
        services.append(KeyUseRecorder(keys: keys, logger: logger))
        services.append(Archivist(store: store, blobs: blobs, home: home, logger: logger))
        if let mail = outside.mail {
            let mailer = SMTPMailer(server: mail.server, sender: mail.sender)
            services.append(Postman(store: store, mailer: mailer, secrets: secrets, logger: logger))
        }
        services.append(await app(nouns))
        return group(of: services)
    }

    private func queue(_ probe: ChildProcessProbe, _ files: Files, _ library: Library) -> Queue {
        let engines: [any GenerationEngine] = [
            CommandEngine.builtin(
                program: locations.mediaProgram, environment: environment, slots: settings.builtinSlots,
                logger: logger)
        ]
        let board = QueueBoard(slots: Dictionary(uniqueKeysWithValues: engines.map { ($0.name, $0.slots) }))
        counts.metrics.gauge("greenroom_tasks_waiting") { Double(board.waitingCount) }
        counts.metrics.gauge("greenroom_tasks_running") { Double(board.runningCount) }
        var rules = Scheduler.Settings()
        rules.isPaused = settings.queuePaused
        let scheduler = Scheduler(
            store: store, blobs: blobs, home: home, probe: probe, engines: engines, board: board, feed: feed,
            settings: rules, logger: logger, newID: newID)
        let tasks = Tasks(
            store: store, blobs: blobs, home: home, files: files, library: library, engines: engines, board: board,
            feed: feed, scheduler: scheduler, activeTasks: settings.maxActiveTasks, newID: newID)
        return Queue(scheduler: scheduler, tasks: tasks)
    }

    private func security(_ accounts: Accounts) -> Security {
        Security(
            accounts: accounts, secondFactor: SecondFactor(store: store, accounts: accounts, secrets: secrets),
            passkeys: Passkeys(store: store, accounts: accounts, signingKey: signingKey, newID: newID),
            addresses: Addresses(store: store, accounts: accounts))
    }

    /// Nil when no database is named.
    private func region() throws -> MaxMindRegion? {
        guard let path = settings.regionDatabase else { return nil }
        do {
            return try MaxMindRegion(path: path)
        } catch {
            throw CommandFailure("GEOIP_DATABASE_PATH \(path) cannot be used: \(error)")
        }
    }

    private func app(_ nouns: App.Nouns) async -> App {
        var edge = App.Settings(
            host: settings.host, port: settings.port, webFolder: locations.web, version: Version.text)
        edge.trustedProxies = settings.trustedProxies
        edge.publicURL = settings.publicURL
        edge.crossOrigin = settings.crossOrigin
        edge.rates = settings.rates
        edge.metricsToken = settings.metricsToken
        edge.adminsNeedSecondFactor = settings.adminSecondFactor == .required
        edge.isPublicURLSecure = settings.publicURL?.hasPrefix("https") ?? false
        let (host, sandbox) = (settings.hostInURL, outside.sandbox)
        let tokens = await AccessTokens(signingKey: signingKey, metrics: counts.metrics)
        return App(nouns: nouns, tokens: tokens, settings: edge, metrics: counts.metrics, logger: logger) { port in
            FileHandle.standardOutput.write(Data("greenroom is ready at http://\(host):\(port)\n".utf8))
            if let sandbox {
                FileHandle.standardOutput.write(Data("its stand-ins are at \(sandbox.address)\n".utf8))
            }
        }
    }

    private func group(of services: [any Service]) -> ServiceGroup {
        // At `debug` the group writes out every service with all that it holds: half a megabyte at each start, and one
        // careless field away from a secret.
        var logger = logger
        logger.logLevel = max(logger.logLevel, .info)
        var configuration = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [UnixSignal.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = Duration.seconds(14)
        return ServiceGroup(configuration: configuration)
    }
}
