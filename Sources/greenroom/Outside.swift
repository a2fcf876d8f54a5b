import Domain
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
    /// Nil when no letters are sent.
    let mail: MailSettings?
    /// Offline only; serves already.
    let sandbox: Sandbox?

    /// - Parameter refusals: counts the calls that are not made.
    /// - Throws: ``CommandFailure`` when the stand-ins cannot be served.
    init(_ settings: Settings, refusals: Refusals, _ logger: Logger) async throws {
        let count: @Sendable (OutboundPolicy.Refused) -> Void = { reason in
            switch reason {
            case .offline: refusals.note(Refusals.Call.offline)
            case .address: refusals.note(Refusals.Call.address)
            }
        }
        guard settings.isOffline else {
            sandbox = nil
            policy = OutboundPolicy.online.telling(count)
            providers = settings.signIn.providers(web: WebClient(policy: policy, pool: services), logger: logger)
            mail = settings.mail
            return
        }
        do {
            let sandbox = try await Sandbox.open(port: settings.sandboxPort, logger: logger)
            self.sandbox = sandbox
            let standIns = [sandbox.address] + (sandbox.mailPort.map { ["smtp://127.0.0.1:\($0)"] } ?? [])
            policy = OutboundPolicy.offline(standIns: standIns) { origin in
                logger.warning("a call outside was refused: the server works offline", metadata: ["to": "\(origin)"])
            }.telling(count)
            providers = SignInSettings(standInsAt: sandbox.address).providers(
                web: WebClient(policy: policy, pool: services), logger: logger)
            mail = sandbox.mailPort.flatMap { port in
                settings.address.flatMap { MailSettings(standInAt: port, publicURL: $0) }
            }
        } catch {
            throw CommandFailure(
                "the stand-ins cannot be served: port \(settings.sandboxPort) of 127.0.0.1: \(error); "
                    + "set GREENROOM_SANDBOX_PORT to a free one")
        }
    }

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
