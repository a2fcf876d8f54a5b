import ArgumentParser
import Domain
import Foundation
import Logging
import Providers

/// The options on output that the commands without a server share.
struct LocalWork: ParsableArguments {
    @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
    var output: String

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @Flag(help: "Print JSON lines instead of a progress bar.")
    var json = false

    @Option(help: "Have this server do it, or `login` for that of `greenroom login`.")
    var server: String?
}

extension LocalWork {
    /// What the built-in engine is to do.
    struct Order {
        var kind: GenerationTask.Kind
        var parameters: [String: String] = [:]
        /// Readable files by role.
        var inputs: [String: String] = [:]
        /// Where files besides the main one go, when the engine makes them.
        var extras: [EngineOutput.Role: String] = [:]
    }

    /// Carries the order out in a folder beside the output and puts the result in its place.
    /// - Throws: `CommandFailure`, or `ExitCode` when the reason was already said as JSON.
    func carryOut(_ order: Order) async throws {
        try Self.require(self.output, toNameA: order.kind.product)
        let output = URL(fileURLWithPath: output).standardizedFileURL.path
        for path in [output] + order.extras.values where !force && FileManager.default.fileExists(atPath: path) {
            throw CommandFailure("\(path) already exists. Use --force to replace it.")
        }
        let folder = (output as NSString).deletingLastPathComponent
        guard FileManager.default.fileExists(atPath: folder) else {
            throw CommandFailure("The folder \(folder) does not exist.")
        }
        guard access(folder, W_OK) == 0 else { throw CommandFailure("The folder \(folder) is not writable.") }
        if let server { return try await carryOut(order, to: output, on: server) }

        let work = folder + "/.greenroom-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: work, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: work) }
        let locations = try Locations(environment: ProcessInfo.processInfo.environment)
        let engine = CommandEngine.builtin(
            program: locations.mediaProgram, environment: locations.childEnvironment(),
            logger: Logger(label: "greenroom", factory: { _ in SwiftLogNoOpLogHandler() }))
        let job = EngineJob(
            taskID: IDSource().next(), kind: order.kind, engine: engine.name, parameters: order.parameters,
            inputs: order.inputs, outputDirectory: work, cacheDirectory: locations.engineCache,
            createdAt: Timestamp.now().rfc3339)
        try await carryOut(job, with: engine, to: order.extras.merging([order.kind.product: output]) { $1 })
    }

    /// - Parameter server: an address, or `login`.
    private func carryOut(_ order: Order, to output: String, on server: String) async throws {
        let remote = try RemoteAccess(server: server == "login" ? nil : server, json: json).connect()
        let display = ProgressDisplay(json: json)
        do {
            let places = order.extras.merging([order.kind.product: output]) { $1 }
            let made = try await RemoteWork(server: remote, display: display).carryOut(order, to: places)
            display.finish(made, main: order.kind.product)
        } catch {
            let failure = error as? CommandFailure ?? CommandFailure("\(error)")
            display.fail(failure.exitCode == CommandFailure.refused ? "refused" : "failed", failure.message)
            if json { throw ExitCode(failure.exitCode) }
            throw failure
        }
    }

    /// What a file is called tells players and people what is in it.
    private static func require(_ output: String, toNameA product: EngineOutput.Role) throws {
        let endings: [EngineOutput.Role: String] = [.video: "mp4", .archive: "tar"]
        guard let ending = endings[product] else { return }
        guard URL(fileURLWithPath: output).pathExtension.lowercased() == ending else {
            throw CommandFailure(
                "The output must end in .\(ending), not \"\(output)\".", exitCode: CommandFailure.usage)
        }
    }

    /// The absolute path of a file that can be read.
    static func existing(_ path: String, _ what: String) throws -> String {
        let full = URL(fileURLWithPath: path).standardizedFileURL.path
        guard FileManager.default.fileExists(atPath: full) else {
            throw CommandFailure("\(what) \(path) does not exist.")
        }
        guard access(full, R_OK) == 0 else { throw CommandFailure("\(what) \(path) cannot be read.") }
        return full
    }

    private func carryOut(
        _ job: EngineJob, with engine: CommandEngine, to places: [EngineOutput.Role: String]
    ) async throws {
        let display = ProgressDisplay(json: json)
        let running = Task { try await engine.run(job) { display.show($0) } }
        let interrupts = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { running.cancel() }
            source.resume()
            return source
        }
        defer { interrupts.forEach { $0.cancel() } }
        switch await running.result {
        case .success(let made):
            let finished = places.filter { made.files[$0.key] != nil }
            for (role, place) in finished {
                guard let file = made.files[role], rename(file, place) == 0 else {
                    let reason = String(cString: strerror(errno))
                    throw CommandFailure("The \(role.rawValue) could not be moved to \(place): \(reason).")
                }
            }
            display.finish(finished, main: job.kind.product)
        case .failure(let error):
            let failure = Self.failure(error)
            display.fail(failure.code, failure.message)
            if json { throw ExitCode(failure.status) }
            throw CommandFailure(failure.message, exitCode: failure.status)
        }
    }

    private static func failure(_ error: any Error) -> (code: String, message: String, status: Int32) {
        switch error as? EngineError {
        case .refused(let code, let message): (code, message.text, CommandFailure.refused)
        case .failed(let code, let message, let detail): (code, "\(message) (\(detail))", CommandFailure.failed)
        case .unavailable(let complaint, let detail):
            ("engine_unavailable", "\(complaint.sentence) (\(detail))", CommandFailure.failed)
        case .uncertain(let message, let detail):
            ("engine_unavailable", "\(message) (\(detail))", CommandFailure.failed)
        case .cancelled: ("interrupted", "Interrupted. Nothing was written.", CommandFailure.interrupted)
        case nil: ("failed", "\(error)", CommandFailure.failed)
        }
    }
}
