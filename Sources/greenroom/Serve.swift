import ArgumentParser
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

/// Runs the server. Everything is built here, once, bottom-up, and passed down by name.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            Settings come from flags, then the environment (GREENROOM_HOME, GREENROOM_PORT, …), then the file \
            .env.{ENV} of the working folder. SIGTERM and Ctrl-C end it: requests are finished and running tasks go \
            back to the queue.
            """)

    @Option(help: "The folder for all state; default ./var.")
    var home: String?

    @Option(help: "The address to listen on; default 127.0.0.1.")
    var host: String?

    @Option(help: "The port, 0 for a free one; default 8420.")
    var port: String?

    @Flag(help: "Call nobody outside; stand-ins on this machine play the sign-in providers.")
    var offline = false

    @Flag(help: "Accept and keep tasks, but start none.")
    var queuePaused = false

    func run() async throws {
        EventLoops.carryTasks()
        let settings = try await Settings(
            flags: .init(home: home, host: host, port: port, queuePaused: queuePaused, offline: offline))
        let locations = try Locations(environment: settings.variables.merging(["GREENROOM_HOME": settings.home]) { $1 })
        var logger = Logger(label: "greenroom") { _ in LogLines() }
        logger.logLevel = settings.logLevel

        let home: Home
        let lock: HomeLock
        do {
            home = try Home(path: settings.home)
            lock = try HomeLock(home: home)
        } catch let held as HomeLock.Held {
            throw CommandFailure("\(held)")
        } catch {
            throw CommandFailure("GREENROOM_HOME \(settings.home) cannot be used: \(error)")
        }
        defer { withExtendedLifetime(lock) {} }
        let outside = try await Outside(settings, logger)
        let services = try await services(settings, locations, home, outside, logger)
        do {
            try await services.run()
        } catch {
            throw CommandFailure("the server stopped: \(error)")
        }
    }

    /// Each after what it needs; they are stopped in the opposite order.
    private func services(
        _ settings: Settings, _ locations: Locations, _ home: Home, _ outside: Outside, _ logger: Logger
    ) async throws -> ServiceGroup {
        let store: Store
        do {
            store = try Store(path: home.database, migrations: locations.data + "/migrations")
        } catch {
            throw CommandFailure("the database \(home.database) cannot be used: \(error)")
        }
        let newID = IDSource()
        let key = try home.signingKey()
        let blobs = BlobStore(home: home.path)
        try await blobs.discardLeftovers()
        try await store.forgetInterruptedKeys()
        let environment = locations.childEnvironment(home: settings.home)
        let probe = ChildProcessProbe(program: locations.mediaProgram, environment: environment)
        let engines: [any GenerationEngine] = [
            CommandEngine.builtin(
                program: locations.mediaProgram, environment: environment, slots: settings.builtinSlots,
                logger: logger)
        ]

        let files = Files(
            store: store, blobs: blobs, home: home, probe: probe, fetcher: RemoteMediaFetcher(outbound: outside.policy),
            limits: settings.uploadLimits, newID: newID)
        let uploads = Uploads(
            store: store, files: files, blobs: blobs, home: home,
            lifetime: Duration.seconds(settings.uploadHours * 3600), newID: newID)
        let board = QueueBoard(slots: Dictionary(uniqueKeysWithValues: engines.map { ($0.name, $0.slots) }))
        let feed = EventFeed()
        var queue = Scheduler.Settings()
        queue.isPaused = settings.queuePaused
        let scheduler = Scheduler(
            store: store, blobs: blobs, home: home, probe: probe, engines: engines, board: board, feed: feed,
            settings: queue, logger: logger, newID: newID)
        let library = Library(store: store, files: files)
        let tasks = Tasks(
            store: store, blobs: blobs, home: home, files: files, library: library, engines: engines, board: board,
            feed: feed, scheduler: scheduler, activeTasks: settings.maxActiveTasks, newID: newID)

        let keys = APIKeys(store: store, bootstrap: settings.bootstrapKey.map(BootstrapKey.init), newID: newID)
        var edge = App.Settings(
            host: settings.host, port: settings.port, webFolder: locations.web, version: Version.text)
        edge.trustedProxies = settings.trustedProxies
        edge.publicURL = settings.publicURL
        edge.crossOrigin = settings.crossOrigin
        edge.rates = settings.rates
        edge.isPublicURLSecure = settings.publicURL?.hasPrefix("https") ?? false
        let secrets = try secretKeys(of: home)
        let letters = try outside.mail?.letters(texts: locations.data + "/mail", secrets: secrets, newID: newID)
        let accounts = Accounts(store: store, letters: letters, newID: newID)
        let exports = Exports(store: store, accounts: accounts, home: home, blobs: blobs, newID: newID)
        let erasure = Erasure(
            store: store, accounts: accounts, tasks: tasks, files: files, uploads: uploads, exports: exports,
            feed: feed,
            blobs: blobs, logger: logger)
        let privacy = Privacy(exports: exports, erasure: erasure)
        let preferences = Preferences(store: store, region: try Self.region(settings))
        let door = Identities.Door(
            resetsPasswords: letters != nil, takesPasskeys: true, country: preferences.country)
        let app = App(
            nouns: App.Nouns(
                accounts: accounts, security: security(store, accounts, secrets, key, newID),
                identities: Identities(accounts: accounts, providers: outside.providers, door: door, logger: logger),
                files: files, uploads: uploads, tasks: tasks, library: library,
                models: TrainedModels(store: store, tasks: tasks, blobs: blobs, newID: newID),
                consents: Consents(store: store, newID: newID),
                voices: Voices(
                    catalog: ChildProcessVoices(program: locations.mediaProgram, environment: environment)),
                links: MediaLinks(signingKey: key, lifetime: Duration.seconds(settings.mediaLinkMinutes * 60)),
                idempotency: Idempotency(store: store), keys: keys,
                administration: Administration(store: store, feed: feed, newID: newID), privacy: privacy,
                preferences: preferences),
            tokens: await AccessTokens(signingKey: key), settings: edge, logger: logger
        ) { port in
            let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
            FileHandle.standardOutput.write(Data("greenroom is ready at http://\(host):\(port)\n".utf8))
            if let sandbox = outside.sandbox {
                FileHandle.standardOutput.write(Data("its stand-ins are at \(sandbox.address)\n".utf8))
            }
        }

        let sweeper = Sweeper(
            store: store, blobs: blobs, home: home, uploads: uploads, privacy: privacy, logger: logger)
        let archivist = Archivist(store: store, blobs: blobs, home: home, logger: logger)
        var services: [any Service] = outside.sandbox.map { [$0] } ?? []
        services += [scheduler, sweeper, KeyUseRecorder(keys: keys, logger: logger), archivist] as [any Service]
        if let mail = outside.mail {
            let mailer = SMTPMailer(server: mail.server, sender: mail.sender)
            services.append(Postman(store: store, mailer: mailer, secrets: secrets, logger: logger))
        }
        services.append(app)
        var group = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [UnixSignal.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = Duration.seconds(14)
        return ServiceGroup(configuration: group)
    }

    private func secretKeys(of home: Home) throws -> SecretKeys {
        do {
            return try home.secretKeys()
        } catch {
            throw CommandFailure("the keys for stored secrets cannot be used: \(error)")
        }
    }

    private func security(
        _ store: Store, _ accounts: Accounts, _ secrets: SecretKeys, _ signingKey: Data, _ newID: IDSource
    ) -> Security {
        Security(
            accounts: accounts, secondFactor: SecondFactor(store: store, accounts: accounts, secrets: secrets),
            passkeys: Passkeys(store: store, accounts: accounts, signingKey: signingKey, newID: newID),
            addresses: Addresses(store: store, accounts: accounts))
    }

    /// Nil when no database is named.
    private static func region(_ settings: Settings) throws -> MaxMindRegion? {
        guard let path = settings.regionDatabase else { return nil }
        do {
            return try MaxMindRegion(path: path)
        } catch {
            throw CommandFailure("GEOIP_DATABASE_PATH \(path) cannot be used: \(error)")
        }
    }
}
