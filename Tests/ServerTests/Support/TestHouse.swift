import Domain
import Foundation
import Logging
import Providers
import ServiceLifecycle
import Storage
import Studio
import TestSupport

@testable import Server

/// A whole server on a free port of loopback, with a real store in a folder of its own; only the engine, the probe and
/// the network are stubs.
struct TestHouse {
    let port: Int
    let studio: House
    let home: Home
    let store: Store
    let engine: StubEngine
    let mailbox: TestMailbox
    let network: StubNetwork
    let callbacks: StubCallbacks
    let packs: StubPacks
    /// What accounts take for the time.
    let clock: ShiftedClock
    let http: TestClient
    /// Begins the shutdown that SIGTERM begins.
    let shutDown: @Sendable () async -> Void
    /// Waits until every service has ended.
    let end: @Sendable () async throws -> Void

    /// Runs `test` against a server, then shuts that down and waits for its end.
    /// - Parameters:
    ///   - providers: of sign-ins; nil takes those that the stand-ins play.
    ///   - engines: besides the stub.
    static func with(
        limits: UploadLimits = UploadLimits(), providers: [any IdentityProvider]? = nil, billing: Billing.Mode = .off,
        gateways: [any PaymentGateway] = [], besides engines: [any GenerationEngine] = [],
        gpus: (any GPUInventory)? = nil, mirrors: [MirrorPort] = [],
        rule: @escaping (inout House.Rules) -> Void = { _ in }, change: (inout EdgeSettings) -> Void = { _ in },
        _ test: (TestHouse) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let web = try webFolder(in: folder)
        var settings = EdgeSettings(host: "127.0.0.1", port: 0, webFolder: web, version: "0.0-test")
        change(&settings)
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let parts = try await build(
            home: Home(path: folder.path + "/home"), settings: settings, limits: limits, providers: providers,
            billing: billing, gateways: gateways, besides: engines, gpus: gpus, mirrors: mirrors, rule: rule
        ) { port in bound.yield(port) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: parts.services, logger: quiet))
        let running = Task {
            defer { bound.finish() }
            try await group.run()
        }
        guard let port = await ports.first(where: { _ in true }) else { return try await running.value }
        let house = TestHouse(
            port: port, studio: parts.house, home: parts.house.home, store: parts.house.store, engine: parts.engine,
            mailbox: parts.mailbox,
            network: parts.network, callbacks: parts.callbacks, packs: parts.packs, clock: parts.clock,
            http: TestClient(port: port),
            shutDown: { await group.triggerGracefulShutdown() }, end: { try await running.value })
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await test(house)) } catch { outcome = .failure(error) }
        await group.triggerGracefulShutdown()
        try await running.value
        try outcome.get()
        try parts.house.store.close()
        withExtendedLifetime(folder) {}
    }

    private struct Parts {
        let services: [any Service]
        let house: House
        let engine: StubEngine
        let mailbox: TestMailbox
        let network: StubNetwork
        let callbacks: StubCallbacks
        let packs: StubPacks
        let clock: ShiftedClock
    }

    /// What `AVATAR_API_KEY` would say.
    static let bootstrapKey = "a key for backends"

    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func build(
        home: Home, settings: EdgeSettings, limits: UploadLimits, providers: [any IdentityProvider]?,
        billing: Billing.Mode, gateways: [any PaymentGateway], besides engines: [any GenerationEngine],
        gpus: (any GPUInventory)?, mirrors: [MirrorPort], rule: (inout House.Rules) -> Void,
        ready: @escaping @Sendable (Int) async -> Void
    ) async throws -> Parts {
        let metrics = MetricsRegistry()
        let (engine, mailbox, network, clock) = (StubEngine(), TestMailbox(), StubNetwork(), ShiftedClock())
        var ports = House.Ports(
            probe: StubProbe(), fetcher: network, engines: [engine] + engines, voices: StubVoices(),
            examiner: StubExaminer(), logger: quiet)
        ports.identityProviders =
            if let providers { providers } else { try await StandIns.providers(Refusals(metrics: metrics)) }
        ports.gpuInventory = gpus
        ports.gpus = await gpus?.gpus() ?? []
        let packs = StubPacks()
        ports.packs = packs
        ports.region = StubRegion()
        let callbacks = StubCallbacks()
        ports.callbacks = callbacks
        ports.taskText = TaskText.json(of:links:)
        ports.mail = House.Mail(
            mailer: mailbox, templates: try MailTemplates(folder: Repository.path("data/mail")),
            publicURL: "https://studio.test")
        ports.priceBook = try PriceBook(file: Repository.path("data/plans.json"))
        ports.gateways = gateways
        ports.mirrors = mirrors
        ports.restoring = SetupRestore.Means(migrations: Repository.path("data/migrations")) {
            .file($0)
        } restart: { _ in
        }
        ports.papers = StubPapers()
        ports.editor = StubEditor()
        ports.publicURL = "http://studio.test"
        ports.metrics = metrics
        ports.now = clock.now
        ports.steady = clock.now
        var rules = House.Rules()
        rules.uploads = limits
        rules.bootstrapKey = bootstrapKey
        rules.passwords = PasswordHasher.Parameters(logRounds: 4, blockSize: 8, parallelism: 1)
        rules.evenTime = .zero
        rules.billing = billing
        rule(&rules)
        let house = try await House.open(
            home, migrations: Repository.path("data/migrations"), ports: ports, rules: rules)
        let app = await App(house: house, settings: settings, metrics: metrics, logger: quiet, ready: ready)
        return Parts(
            services: house.services + [app], house: house, engine: engine, mailbox: mailbox, network: network,
            callbacks: callbacks,
            packs: packs, clock: clock)
    }

    private static func webFolder(in folder: TemporaryFolder) throws -> String {
        let web = folder.path + "/web"
        try FileManager.default.createDirectory(atPath: web + "/docs", withIntermediateDirectories: true)
        for (name, text) in [
            "index.html": "<!doctype html><title>app</title>", "app.js": "export {};", ".env": "SECRET=1",
            "docs/index.html": "<!doctype html><title>docs</title>", "../secret.txt": "secret",
            "pages.txt": "# pages\n/\n/library/{id}\n",
        ] {
            try Data(text.utf8).write(to: URL(filePath: "\(web)/\(name)"))
        }
        return web
    }
}

/// Writes what a paper says.
struct StubPapers: PaperWriter {
    func write(_ paper: Paper) async throws(PaperError) -> Data {
        Data("%PDF \(paper.blocks.flatMap(\.cells).joined(separator: "|"))".utf8)
    }
}

/// Knows where this machine itself is.
struct StubRegion: RegionLookup {
    func country(of address: String) -> String? { address == "127.0.0.1" ? "JP" : nil }
}
