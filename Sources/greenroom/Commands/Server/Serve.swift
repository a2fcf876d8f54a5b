import ArgumentParser
import Domain
import Foundation
import Logging
import Providers
import Server
import ServiceLifecycle
import Storage
import Studio

/// Runs the server; ``Wiring`` says what it consists of.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            Settings come from flags, then the environment (GREENROOM_HOME, GREENROOM_PORT, …), then the file \
            .env.{ENV} in the working directory; `greenroom settings` lists all of them. SIGTERM and Ctrl-C stop it: \
            open requests are finished, and running tasks go back to the queue. SIGHUP reopens the log files and \
            reads the certificate anew (with GREENROOM_LOG_DIR or GREENROOM_TLS_CERT, or under systemd); otherwise it \
            stops the server.
            """)

    @Option(help: "Folder for all state; default ./var.")
    var home: String?

    @Option(help: "Address to listen on; default 127.0.0.1.")
    var host: String?

    @Option(help: "Port, 0 for a free one; default 8420.")
    var port: String?

    @Flag(help: "Make no calls to outside services; stand-ins on this machine take their place.")
    var offline = false

    @Flag(help: "Accept tasks, but start none.")
    var queuePaused = false

    func run() async throws {
        let rebirth = Rebirth()
        EventLoops.carryTasks()
        let settings = try await Settings(
            flags: .init(home: home, host: host, port: port, queuePaused: queuePaused, offline: offline))
        let locations = try Locations(environment: settings.variables.merging(["GREENROOM_HOME": settings.home]) { $1 })
        let log = Log(
            format: settings.log.format, level: settings.log.level,
            files: try settings.log.folder.map { try LogFiles(folder: $0, days: settings.log.days) })
        let logger = log.logger("greenroom")

        let home: Home
        let lock: HomeLock
        do {
            home = try Home(path: settings.home)
            lock = try HomeLock(home: home)
        } catch let held as HomeLock.Held {
            throw CommandFailure("\(held)")
        } catch {
            throw CommandFailure("GREENROOM_HOME \(settings.home) cannot be used: \(Cause(error))")
        }
        defer { withExtendedLifetime(lock) {} }
        if let kind = NetworkFileSystem.name(at: settings.home) {
            logger.warning(
                "the home lies on a network file system, where a database can be damaged; put it on a disk of this machine",
                metadata: ["home": "\(settings.home)", "kind": "\(kind)"])
        }
        try await lookAtPorts(settings)
        let metrics = MetricsRegistry()
        let droppedLines = metrics.makeCounter(label: "greenroom_dropped_log_lines_total", dimensions: [])
        log.onDrop { droppedLines.increment(by: 1) }
        let openFiles = OpenFileLimit.raise()
        let builtin = CommandEngine.builtin(
            program: locations.mediaProgram, environment: locations.childEnvironment(home: settings.home),
            logger: logger)
        let outside = try await Outside(
            settings, refusals: Refusals(metrics: metrics), maker: BuiltinMaker(engine: builtin), logger)
        let services = try await Wiring(
            settings: settings, locations: locations, outside: outside, metrics: metrics, openFiles: openFiles,
            supervisor: Supervisor(environment: ProcessInfo.processInfo.environment), rebirth: rebirth, log: log,
            logger: logger
        ).services(in: home)
        do {
            try await services.run()
        } catch let failure as ListenFailure {
            throw CommandFailure("\(failure)")
        } catch {
            throw CommandFailure("The server stopped: \(Cause(error))")
        }
        guard let order = rebirth.order else { return }
        await rebirth.restore(order, into: home, lock, settings, migrations: locations.data + "/migrations", logger)
        rebirth.startAgain()
        throw CommandFailure("The server cannot start itself again; start it by hand.")
    }

    /// Before stand-ins and services have begun: who ends at once has nothing to tidy up.
    private func lookAtPorts(_ settings: Settings) async throws {
        do {
            for port in [settings.port, settings.tls.redirectPort].compactMap(\.self) {
                try await ListenFailure.look(at: settings.host, port: port)
            }
        } catch {
            throw CommandFailure("\(error)")
        }
        guard settings.isOffline else { return }
        do { try await ListenFailure.look(at: "127.0.0.1", port: settings.sandboxPort) } catch {
            throw CommandFailure("\(error) The stand-ins are served there; set GREENROOM_SANDBOX_PORT to a free one.")
        }
    }
}
