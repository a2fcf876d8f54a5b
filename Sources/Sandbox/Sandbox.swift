import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// Stand-ins for outside services, so that everything can be tried and developed without a network and without
/// accounts there. The room `Sandbox` knows those services' protocols and nothing of the product: each file is one
/// vendor, and ``standIns`` lists them. They are for loopback: whoever reaches them may be anybody they play.
package final class Sandbox: Service {
    /// `http://127.0.0.1:PORT`; below it each stand-in has a path of its own.
    package let address: String
    /// Of loopback, where letters are taken by SMTP; nil without a post office.
    package let mailPort: Int?
    /// Nil where they were left out.
    package let stripe: Stripe?
    package let weChatPay: WeChatPay?
    package let liveTalking: LiveTalking?
    private let group: ServiceGroup
    private let serving: Task<Void, any Error>

    /// Binds the port and serves from then on.
    /// - Parameters:
    ///   - port: of loopback; 0 takes a free one.
    ///   - mailPort: the post office's; 0 takes a free one.
    ///   - standIns: other ones than all.
    ///   - courier: takes the events of services away.
    ///   - maker: of what the stand-ins of engines hand out.
    ///   - porter: carries what workers of engines read and leave elsewhere.
    /// - Throws: what the system says when the port cannot be had.
    package static func open(
        port: Int, mailPort: Int = 0, standIns: [any StandIn]? = nil, courier: Courier? = nil,
        maker: any ResultMaker = EchoMaker(), porter: (any Porter)? = nil, logger: Logger
    ) async throws -> Sandbox {
        let standIns =
            if let standIns { standIns } else {
                try await Sandbox.standIns(mailPort: mailPort, courier: courier, porter: porter, maker)
            }
        let (ports, bound) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let application = Application(
            router: router(standIns),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in bound.yield(channel.localAddress?.port ?? port) },
            logger: quiet(logger))
        let group = group(of: application, logger)
        let serving = Task {
            defer { bound.finish() }
            try await group.run()
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await serving.value
            throw CancellationError()
        }
        let postOffice = standIns.lazy.compactMap { $0 as? PostOffice }.first
        return Sandbox(
            address: "http://127.0.0.1:\(port)", mailPort: postOffice?.port, standIns: standIns, group: group,
            serving: serving)
    }

    /// One of each, new: with keys of their own and nobody signed in.
    package static func standIns(
        mailPort: Int = 0, courier: Courier? = nil, porter: (any Porter)? = nil, _ maker: any ResultMaker = EchoMaker()
    ) async throws -> [any StandIn] {
        [
            try Google(), WeChat(), try Firebase(), Stripe(courier: courier), try WeChatPay(courier: courier),
            try await PostOffice.open(port: mailPort),
            try DashScope(maker: maker), try FishAudio(maker: maker), try FishSpeech(maker: maker),
            try ComfyUI(maker: maker), try RunPod(maker: maker, porter: porter, courier: courier),
            try LiveTalking(courier: courier),
        ]
    }

    private init(
        address: String, mailPort: Int?, standIns: [any StandIn], group: ServiceGroup, serving: Task<Void, any Error>
    ) {
        stripe = standIns.lazy.compactMap { $0 as? Stripe }.first
        weChatPay = standIns.lazy.compactMap { $0 as? WeChatPay }.first
        liveTalking = standIns.lazy.compactMap { $0 as? LiveTalking }.first
        self.address = address
        self.mailPort = mailPort
        self.group = group
        self.serving = serving
    }

    deinit { Self.close(group) }

    /// Serves until the surrounding group shuts down.
    package func run() async throws {
        let (group, serving) = (group, serving)
        try await withTaskCancellationOrGracefulShutdownHandler {
            do { try await serving.value } catch is CancellationError {}
        } onCancelOrGracefulShutdown: {
            Self.close(group)
        }
    }

    /// In order: a server that is cancelled while a connection arrives ends the whole process (NIOAsyncWriter's deinit).
    private static func close(_ group: ServiceGroup) {
        Task { await group.triggerGracefulShutdown() }
    }

    private static func group(of application: some Service, _ logger: Logger) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(services: [.init(service: application)], logger: quiet(logger))
        configuration.maximumGracefulShutdownDuration = Duration.seconds(5)
        return ServiceGroup(configuration: configuration)
    }

    private static func router(_ standIns: [any StandIn]) -> Router<BasicRequestContext> {
        let router = Router()
        for standIn in standIns { standIn.register(on: router.group("/\(standIn.name)")) }
        let entries = standIns.map { standIn in
            let links = standIn.pages.map { #"<a href="/\#(standIn.name)\#($0.path)">\#(Page.escaped($0.title))</a>"# }
            return "<li><b>\(Page.escaped(standIn.title))</b> /\(standIn.name) \(links.joined(separator: " "))</li>"
        }
        router.get("/") { _, _ in
            Page.html("Stand-ins", "<p>Nothing here is real.</p><ul>\(entries.joined())</ul>")
        }
        return router
    }

    /// Their requests are not the server's: only what goes wrong is told.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }
}
