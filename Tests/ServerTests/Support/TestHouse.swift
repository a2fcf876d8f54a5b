import Domain
import Foundation
import Logging
import ServiceLifecycle
import Storage
import Studio
import TestSupport

@testable import Server

/// A whole server on a free port of loopback, with a real store in a folder of its own; only the engine, the probe and
/// the network are stubs.
struct TestHouse {
    let port: Int
    let home: Home
    let store: Store
    let engine: StubEngine
    let mailbox: TestMailbox
    let http: TestClient
    /// Begins the shutdown that SIGTERM begins.
    let shutDown: @Sendable () async -> Void
    /// Waits until every service has ended.
    let end: @Sendable () async throws -> Void

    /// Runs `test` against a server, then shuts that down and waits for its end.
    /// - Parameter providers: of sign-ins; nil takes those that the stand-ins play.
    static func with(
        limits: UploadLimits = UploadLimits(), providers: [any IdentityProvider]? = nil,
        change: (inout App.Settings) -> Void = { _ in },
        _ test: (TestHouse) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let web = try webFolder(in: folder)
        var settings = App.Settings(host: "127.0.0.1", port: 0, webFolder: web, version: "0.0-test")
        change(&settings)
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let parts = try await build(
            home: Home(path: folder.path + "/home"), settings: settings, limits: limits, providers: providers
        ) { port in bound.yield(port) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: parts.services, logger: quiet))
        let running = Task {
            defer { bound.finish() }
            try await group.run()
        }
        guard let port = await ports.first(where: { _ in true }) else { return try await running.value }
        let house = TestHouse(
            port: port, home: parts.home, store: parts.store, engine: parts.engine, mailbox: parts.mailbox,
            http: TestClient(port: port),
            shutDown: { await group.triggerGracefulShutdown() }, end: { try await running.value })
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await test(house)) } catch { outcome = .failure(error) }
        await group.triggerGracefulShutdown()
        try await running.value
        try outcome.get()
        try parts.store.close()
        withExtendedLifetime(folder) {}
    }

    private struct Parts {
        let services: [any Service]
        let home: Home
        let store: Store
        let engine: StubEngine
        let mailbox: TestMailbox
    }

    /// What `AVATAR_API_KEY` would say.
    static let bootstrapKey = "a key for backends"

    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func build(
        home: Home, settings: App.Settings, limits: UploadLimits, providers: [any IdentityProvider]?,
        ready: @escaping @Sendable (Int) async -> Void
    ) async throws -> Parts {
        let store = try Store(path: home.database, migrations: Repository.path("data/migrations"))
        let (blobs, ids, probe, engine) = (BlobStore(home: home.path), IDSource(), StubProbe(), StubEngine())
        let key = try home.signingKey()
        let metrics = MetricsRegistry()
        let refusals = Refusals(metrics: metrics)
        let files = Files(
            store: store, blobs: blobs, home: home, probe: probe, fetcher: StubNetwork(), limits: limits,
            counts: MediaCounts(metrics: metrics), newID: ids)
        let library = Library(store: store)
        let board = QueueBoard(slots: [engine.name: engine.slots])
        let feed = EventFeed(ends: TaskEnds(metrics: metrics))
        metrics.gauge("greenroom_tasks_waiting") { Double(board.waitingCount) }
        metrics.gauge("greenroom_tasks_running") { Double(board.runningCount) }
        let scheduler = Scheduler(
            store: store, blobs: blobs, home: home, probe: probe, engines: [engine], board: board, feed: feed,
            logger: quiet, newID: ids)
        let tasks = Tasks(
            store: store, blobs: blobs, home: home, files: files, library: library, engines: [engine], board: board,
            feed: feed, scheduler: scheduler, newID: ids)
        let cheap = PasswordHasher.Parameters(logRounds: 4, blockSize: 8, parallelism: 1)
        let secrets = try home.secretKeys()
        let letters = Letters(
            templates: try MailTemplates(folder: Repository.path("data/mail")), secrets: secrets,
            publicURL: "https://studio.test", newID: ids)
        let accounts = Accounts(
            store: store, passwords: PasswordHasher(parameters: cheap), letters: letters,
            refusals: refusals, newID: ids)
        let secondFactor = SecondFactor(store: store, accounts: accounts, secrets: secrets)
        let mailbox = TestMailbox()
        let security = Security(
            accounts: accounts, secondFactor: secondFactor,
            passkeys: Passkeys(store: store, accounts: accounts, signingKey: key, newID: ids),
            addresses: Addresses(store: store, accounts: accounts, evenTime: .zero))
        let uploads = Uploads(store: store, files: files, blobs: blobs, home: home, newID: ids)
        let exports = Exports(store: store, accounts: accounts, home: home, blobs: blobs, newID: ids)
        let erasure = Erasure(
            store: store, accounts: accounts, tasks: tasks, uploads: uploads, exports: exports,
            feed: feed, blobs: blobs, logger: quiet)
        let archivist = Archivist(store: store, blobs: blobs, home: home, logger: quiet)
        let standIns = try await StandIns.providers(refusals)
        let nouns = App.Nouns(
            accounts: accounts, security: security,
            identities: Identities(
                accounts: accounts, providers: providers ?? standIns,
                door: Identities.Door(
                    resetsPasswords: true, takesPasskeys: true, country: StubRegion().country), logger: quiet),
            files: files,
            uploads: uploads,
            tasks: tasks, library: library,
            models: TrainedModels(store: store, tasks: tasks, blobs: blobs, newID: ids),
            consents: Consents(store: store, newID: ids), voices: Voices(catalog: StubVoices()),
            links: MediaLinks(signingKey: key), idempotency: Idempotency(store: store),
            keys: APIKeys(store: store, bootstrap: BootstrapKey(bootstrapKey), refusals: refusals, newID: ids),
            administration: Administration(store: store, feed: feed, newID: ids),
            preferences: Preferences(store: store, region: StubRegion()),
            privacy: Privacy(exports: exports, erasure: erasure))
        let app = App(
            nouns: nouns, tokens: await AccessTokens(signingKey: key, metrics: metrics), settings: settings,
            metrics: metrics, logger: quiet, ready: ready)
        let postman = Postman(store: store, mailer: mailbox, secrets: secrets, logger: quiet)
        return Parts(
            services: [scheduler, postman, archivist, app], home: home, store: store, engine: engine, mailbox: mailbox)
    }

    private static func webFolder(in folder: TemporaryFolder) throws -> String {
        let web = folder.path + "/web"
        try FileManager.default.createDirectory(atPath: web + "/docs", withIntermediateDirectories: true)
        for (name, text) in [
            "index.html": "<!doctype html><title>app</title>", "app.js": "export {};", ".env": "SECRET=1",
            "docs/index.html": "<!doctype html><title>docs</title>", "../secret.txt": "secret",
        ] {
            try Data(text.utf8).write(to: URL(filePath: "\(web)/\(name)"))
        }
        return web
    }
}

/// Knows where this machine itself is.
struct StubRegion: RegionLookup {
    func country(of address: String) -> String? { address == "127.0.0.1" ? "JP" : nil }
}

/// Paths of this repository.
enum Repository {
    static func path(_ name: String, from file: String = #filePath) -> String {
        let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return root.appending(path: name).path
    }
}
