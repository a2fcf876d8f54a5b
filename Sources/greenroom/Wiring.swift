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
import Version

/// The server: ports from the settings, the house from its ports, and the edge on top.
struct Wiring {
    let settings: Settings
    let locations: Locations
    let outside: Outside
    let metrics: MetricsRegistry
    /// How many files this process may have open.
    let openFiles: Int
    let supervisor: Supervisor
    let rebirth: Rebirth
    let log: Log
    let logger: Logger

    /// Each after what it needs; they are stopped in the opposite order.
    /// - Throws: ``CommandFailure`` naming what cannot be used.
    func services(in home: Home) async throws -> ServiceGroup {
        let tls = try settings.tls.identity()
        let house: House
        do {
            house = try await House.open(
                home, migrations: locations.data + "/migrations", ports: try await ports(home), rules: rules)
        } catch let fault as House.CannotOpen {
            throw CommandFailure("\(fault)")
        }
        let sandbox: [any Service] = outside.sandbox.map { [$0] } ?? []
        let watchdog = Watchdog(supervisor: supervisor, pulse: { try await pulse(house) }, logger: logger)
        let renewal = renewal(of: tls)
        let reload = Reload(actions: [log.reopen] + renewal.actions)
        let live = Shell.Live(
            tasks: house.tasks, scheduler: house.scheduler, board: house.board, verification: house.verification
        ) { log.level = $0 }
        let shell = ShellServer(home: home.path, shell: Shell(store: house.store, live: live), logger: logger)
        let group = group(
            of: sandbox + errorReporting + house.services + renewal.services
                + [watchdog, reload, shell, await app(house, tls)])
        rebirth.set { Task { await group.triggerGracefulShutdown() } }
        return group
    }

    private func renewal(of tls: TLSIdentity?) -> (actions: [@Sendable () -> Void], services: [any Service]) {
        guard let tls else { return ([], []) }
        let logger = logger
        return ([{ tls.renew(logger) }], [TLSRenewal(identity: tls, logger: logger)])
    }

    private var errorReporting: [any Service] {
        guard let address = settings.log.sentry, !settings.isOffline else { return [] }
        let reporter = SentryReporter(
            address: address, release: "greenroom@\(Version.text)", environment: settings.log.sentryEnvironment,
            web: WebClient(policy: outside.policy, pool: outside.services), logger: logger)
        log.onError(reporter.report)
        return [ErrorReporting(reporter: reporter)]
    }

    /// Asks everything that a request needs.
    private func pulse(_ house: House) async throws {
        try await EventLoops.answer()
        _ = try await house.administration.registration()
    }

    private func ports(_ home: Home) async throws -> House.Ports {
        let environment = locations.childEnvironment(home: settings.home)
        let manifests = ManifestFolder([home.engines, locations.data + "/engines"], besides: EngineList.names)
        for fault in manifests.faults {
            logger.warning(
                "a manifest is no engine",
                metadata: ["file": "\(fault.file)", "path": "\(fault.path)", "reason": "\(fault.reason)"])
        }
        let probe = ChildProcessProbe(program: locations.mediaProgram, environment: environment, atOnce: 3)
        let engines = EngineList(
            settings: settings, services: outside.engines, locations: locations, web: outside.web,
            exchange: try exchange(home), logger: logger
        ).engines(manifests)
        let voices = CombinedVoices(
            ChildProcessVoices(
                program: locations.mediaProgram, environment: environment, cache: home.engineCaches + "/builtin"),
            and: engines.compactMap { $0 as? any GenerationEngine & VoiceCatalog })
        var ports = House.Ports(
            probe: probe, fetcher: outside.fetcher, engines: engines, voices: voices,
            examiner: ChildProcessExaminer(program: locations.mediaProgram, environment: environment), logger: logger)
        ports.voiceSamples = VoiceSamples.read(data: locations.data)
        ports.packs = try LocalPacks(
            settings, locations, web: WebClient(policy: outside.policy, pool: outside.services))
        ports.engineFaults = manifests.faults
        ports.marker = ChildProcessMarker(program: locations.mediaProgram, environment: environment)
        ports.editor = ChildProcessEditor(program: locations.mediaProgram, environment: environment)
        ports.callbacks = CallbackPoster(web: outside.web, named: settings.callbackHosts)
        ports.taskText = TaskText.json(of:links:)
        let inventory = NVMLInventory()
        ports.gpus = await inventory?.gpus() ?? []
        ports.gpuInventory = inventory
        ports.identityProviders = outside.providers
        ports.region = try region()
        ports.mail = try outside.mail?.port(
            texts: locations.data + "/mail", policy: outside.policy, pool: outside.services)
        ports.gateways = outside.gateways
        ports.papers = ChildProcessPapers(
            program: locations.mediaProgram, environment: environment, folder: home.work)
        ports.publicURL = settings.address ?? ""
        ports.priceBook = try settings.billing.priceBook(home, data: locations.data)
        ports.restoring = restoring(home)
        ports.mirrors = try outside.mirrors.ports(policy: outside.policy, home: home)
        outside.count(in: metrics)
        ports.metrics = metrics
        return ports
    }

    private func restoring(_ home: Home) -> SetupRestore.Means {
        let (values, policy, scratch, rebirth) = (settings.values, outside.policy, home.incoming, rebirth)
        return SetupRestore.Means(migrations: locations.data + "/migrations") { address in
            try BackupAddress.origin(address, values, scratch: scratch, policy)
        } restart: { order in
            rebirth.ask(for: order)
        }
    }

    /// Stand-ins are on this machine; workers of real services have to reach it from outside.
    private func exchange(_ home: Home) throws -> EngineLinks? {
        let base = settings.isOffline ? settings.address : settings.publicURL
        return try base.map { EngineLinks(base: $0, signingKey: try home.signingKey()) }
    }

    private var rules: House.Rules {
        var rules = House.Rules()
        rules.uploads = settings.uploadLimits
        rules.uploadLifetime = Duration.seconds(settings.uploadHours * 3600)
        rules.linkLifetime = Duration.seconds(settings.mediaLinkMinutes * 60)
        rules.activeTasks = settings.maxActiveTasks
        rules.queue.isPaused = settings.queuePaused
        rules.queue.mostTrainings = settings.mostTrainings
        rules.waitsForConsents = settings.consentReview == .before
        rules.bootstrapKey = settings.bootstrapKey
        rules.billing = settings.billing.mode
        rules.backups = settings.backups
        rules.backups.shelf = outside.backups.shelf(outside.policy)
        rules.verifiesEvery = settings.verifyDays == 0 ? nil : Duration.seconds(settings.verifyDays * 24 * 3600)
        rules.mirrorStreams = settings.mirrors.streams
        rules.keepLocal = settings.mirrors.keeps
        rules.mediaDelivery = settings.mirrors.delivery
        rules.uploadWay = settings.mirrors.uploads
        rules.program = Version.text
        return rules
    }

    /// Nil when no database is named.
    private func region() throws -> MaxMindRegion? {
        guard let path = settings.regionDatabase else { return nil }
        do {
            return try MaxMindRegion(path: path)
        } catch {
            throw CommandFailure("GEOIP_DATABASE_PATH \(path) cannot be used: \(Cause(error))")
        }
    }

    private func app(_ house: House, _ tls: TLSIdentity?) async -> App {
        var edge = EdgeSettings(
            host: settings.host, port: settings.port, webFolder: locations.web, version: Version.text)
        edge.trustedProxies = settings.trustedProxies
        edge.publicURL = settings.publicURL
        edge.crossOrigin = settings.crossOrigin
        edge.rates = settings.rates
        edge.metricsToken = settings.metricsToken
        edge.adminsNeedSecondFactor = settings.adminSecondFactor == .required
        edge.tls = tls
        edge.redirectPort = settings.tls.redirectPort
        edge.strictTransportSeconds = settings.tls.strictTransportSeconds
        edge.limits.connections = OpenFileLimit.connections(within: openFiles, atMost: edge.limits.connections)
        let (scheme, host, sandbox, supervisor) = (settings.tls.scheme, settings.hostInURL, outside.sandbox, supervisor)
        return await App(
            house: house, settings: edge, metrics: metrics, logger: logger, complaints: { house.watch.complaints }
        ) { port in
            sandbox?.stripe?.deliver(to: "http://\(host):\(port)/api/v1/payments/webhook/stripe")
            supervisor.noteReady()
            Output.write("greenroom is ready at \(scheme)://\(host):\(port)\n")
            if let sandbox {
                Output.write("its stand-ins are at \(sandbox.address)\n")
            }
        }
    }

    private func group(of services: [any Service]) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: NamedService($0)) },
            gracefulShutdownSignals: stopSignals, logger: logger)
        configuration.maximumGracefulShutdownDuration = Duration.seconds(14)
        return ServiceGroup(configuration: configuration)
    }

    /// A terminal that goes away ends the server, unless whoever started it said that it is to stay (`nohup`). One that
    /// writes files, speaks TLS or runs under systemd has no terminal: SIGHUP asks it to open its files anew.
    private var stopSignals: [UnixSignal] {
        let before = unsafeBitCast(signal(SIGHUP, SIG_DFL), to: Int.self)
        let isIgnored = before == unsafeBitCast(SIG_IGN, to: Int.self)
        guard isIgnored || supervisor.isThere || settings.log.folder != nil || settings.tls.files != nil else {
            return [.sigterm, .sigint, .sighup]
        }
        signal(SIGHUP, SIG_IGN)
        return [.sigterm, .sigint]
    }
}

/// A service that describes itself by its type alone. The group writes a description of each at its start: with all that
/// a service holds it would be half a megabyte, and one careless field away from a secret.
private struct NamedService: Service, CustomStringConvertible {
    private let service: any Service

    init(_ service: any Service) { self.service = service }

    var description: String { "\(type(of: service))" }

    func run() async throws { try await service.run() }
}
