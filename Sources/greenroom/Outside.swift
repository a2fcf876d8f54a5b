import Domain
import Foundation
import Logging
import Outbound
import Sandbox
import Server
import Studio

/// Whom the server may call, and who is there to be called: the world, or stand-ins on this machine.
struct Outside: Sendable {
    let policy: OutboundPolicy
    /// Of the services that the settings name, letters included; media that clients name have a pool of their own.
    let services = OutboundPool(name: "services")
    let media = RemoteMediaFetcher.pool()
    let providers: [any IdentityProvider]
    let gateways: [any PaymentGateway]
    /// Who carries work out for us elsewhere.
    let engines: EngineSettings
    /// Nil when no letters are sent.
    let mail: MailSettings?
    /// Offline only; serves already.
    let sandbox: Sandbox?
    /// Where media are copied to.
    let mirrors: MirrorSettings
    /// Where backups go.
    let backups: BackupAddress
    /// Offline only, and when there are mirrors, or backups that go to a bucket.
    let bucket: BucketStandIn?

    /// - Parameters:
    ///   - refusals: counts the calls that are not made.
    ///   - maker: of what the stand-ins of engines hand out.
    /// - Throws: ``CommandFailure`` when the stand-ins cannot be served.
    init(
        _ settings: Settings, refusals: Refusals, maker: any ResultMaker, _ logger: Logger
    ) async throws {
        let count: @Sendable (OutboundPolicy.Refused) -> Void = { reason in
            switch reason {
            case .offline: refusals.note(Refusals.Call.offline)
            case .address: refusals.note(Refusals.Call.address)
            }
        }
        guard settings.isOffline else {
            sandbox = nil
            bucket = nil
            mirrors = settings.mirrors
            backups = settings.backupAddress
            policy = OutboundPolicy.online.telling(count)
            providers = settings.signIn.providers(web: WebClient(policy: policy, pool: services), logger: logger)
            gateways = settings.payments.gateways(web: WebClient(policy: policy, pool: services))
            mail = settings.mail
            engines = settings.engines
            return
        }
        do {
            let sandbox = try await Sandbox.open(
                port: settings.sandboxPort, courier: Self.courier(), maker: maker, porter: LoopbackPorter(),
                logger: logger)
            self.sandbox = sandbox
            let bucket = try await settings.needsBucket ? BucketStandIn.open(logger: logger) : nil
            self.bucket = bucket
            backups =
                if let bucket, case .bucket(let real) = settings.backupAddress {
                    .bucket(real.offline(at: bucket.address))
                } else {
                    settings.backupAddress
                }
            mirrors = bucket.map { settings.mirrors.offline(at: $0.address) } ?? settings.mirrors
            let standIns =
                [sandbox.address] + (bucket.map { [$0.address] } ?? [])
                + (sandbox.mailPort.map { ["smtp://127.0.0.1:\($0)"] } ?? [])
                // Programs on this machine that the settings name.
                + settings.callbackHosts.filter { LoopbackPorter.web(for: $0) != nil }
            policy = OutboundPolicy.offline(standIns: standIns) { origin in
                logger.warning("a call outside was refused: the server works offline", metadata: ["to": "\(origin)"])
            }.telling(count)
            providers = SignInSettings(standInsAt: sandbox.address).providers(
                web: WebClient(policy: policy, pool: services), logger: logger)
            if let weChatPay = sandbox.weChatPay {
                gateways = try PaymentSettings(standInsAt: sandbox.address, weChatPay: weChatPay).gateways(
                    web: WebClient(policy: policy, pool: services))
            } else {
                gateways = []
            }
            engines = EngineSettings(standIns: sandbox)
            mail = sandbox.mailPort.flatMap { port in
                settings.address.flatMap { MailSettings(standInAt: port, publicURL: $0) }
            }
        } catch {
            throw CommandFailure(
                "the stand-ins cannot be served: port \(settings.sandboxPort) of 127.0.0.1: \(error); "
                    + "set GREENROOM_SANDBOX_PORT to a free one")
        }
    }

    /// Takes the events of stand-ins to where they were told to go, which must be this machine.
    static func courier() -> Courier {
        { url, headers, body in
            guard let web = LoopbackPorter.web(for: url) else { return nil }
            return try? await web.send(WebRequest("POST", url, headers: headers, body: .bytes(body))).status
        }
    }

    /// Asks the services that the settings name.
    var web: WebClient { WebClient(policy: policy, pool: services) }
    var fetcher: RemoteMediaFetcher { RemoteMediaFetcher(outbound: policy, pool: media) }

    /// What goes out, for the metrics; a pool is told by `pool`.
    func count(in metrics: MetricsRegistry) {
        for (name, pool) in [("services", services), ("media", media)] {
            let labels = [("pool", name)]
            metrics.gauge("greenroom_outbound_in_flight", labels) { Double(pool.counts.inFlight) }
            metrics.gauge("greenroom_outbound_waiting", labels) { Double(pool.counts.waiting) }
            metrics.counter("greenroom_outbound_connections_opened_total", labels) { Double(pool.counts.opened) }
            metrics.counter("greenroom_outbound_connections_reused_total", labels) { Double(pool.counts.reused) }
        }
    }
}

extension Settings {
    /// Whether anything goes to a bucket.
    fileprivate var needsBucket: Bool {
        if case .bucket = backupAddress { return true }
        return !mirrors.entries.isEmpty
    }
}
