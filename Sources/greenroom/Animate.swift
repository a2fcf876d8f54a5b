import ArgumentParser
import Domain
import Foundation
import Logging
import Providers
import Synchronization

/// `animate PICTURE CLIP -o OUT.mp4`: the main job on one machine, without a server.
struct Animate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the picture move like the person in the clip.",
        discussion: """
            Needs no server. Shows a progress bar on a terminal; with --json it writes one JSON object a line, the \
            last one with the result or the error.
            """)

    @Argument(help: "A picture with a face: JPEG, PNG, WebP or BMP.", completion: .file())
    var picture: String

    @Argument(help: "A clip of somebody whose head, mouth and eyes the picture shall follow.", completion: .file())
    var clip: String

    @Option(name: .shortAndLong, help: "Where the video goes; an MP4.", completion: .file(extensions: ["mp4"]))
    var output: String

    @Option(help: "wan-std (512-class, faster) or wan-pro (720-class).")
    var mode = GenerationTask.Mode.standard.rawValue

    @Flag(help: "Replace the output when it is there already.")
    var force = false

    @Flag(help: "Write JSON lines instead of a progress bar.")
    var json = false

    func run() async throws {
        guard let mode = GenerationTask.Mode(rawValue: mode) else {
            throw ValidationError("--mode is \"\(self.mode)\"; it must be wan-std or wan-pro")
        }
        let picture = try existing(self.picture, "the picture")
        let clip = try existing(self.clip, "the clip")
        let output = URL(fileURLWithPath: output).standardizedFileURL.path
        guard force || !FileManager.default.fileExists(atPath: output) else {
            throw CommandFailure("\(output) is there already; --force replaces it")
        }
        let folder = (output as NSString).deletingLastPathComponent
        guard access(folder, W_OK) == 0 else { throw CommandFailure("the folder \(folder) is not writable") }

        let work = folder + "/.greenroom-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: work, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: work) }
        let environment = ProcessInfo.processInfo.environment
        let locations = try Locations(environment: environment)
        let engine = CommandEngine.builtin(
            program: locations.mediaProgram, environment: locations.childEnvironment,
            logger: Logger(label: "greenroom", factory: { _ in SwiftLogNoOpLogHandler() }))
        let job = EngineJob(
            taskID: IDSource().next(), kind: .animateMove, engine: engine.name, parameters: ["mode": mode.rawValue],
            inputs: ["image": picture, "video": clip], outputDirectory: work, cacheDirectory: locations.engineCache,
            createdAt: Timestamp.now().rfc3339)
        try await carryOut(job, with: engine, to: output)
    }

    private func existing(_ path: String, _ what: String) throws -> String {
        let full = URL(fileURLWithPath: path).standardizedFileURL.path
        guard access(full, R_OK) == 0 else { throw CommandFailure("\(what) \(path) cannot be read") }
        return full
    }

    private func carryOut(_ job: EngineJob, with engine: CommandEngine, to output: String) async throws {
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
            guard rename(made.videoPath, output) == 0 else {
                throw CommandFailure("the video could not be moved to \(output): \(String(cString: strerror(errno)))")
            }
            display.finish(video: output)
        case .failure(let error):
            let failure = Self.failure(error)
            display.fail(failure.code, failure.message)
            if json { throw ExitCode(failure.status) }
            throw CommandFailure(failure.message, exitCode: failure.status)
        }
    }

    private static func failure(_ error: any Error) -> (code: String, message: String, status: Int32) {
        switch error as? EngineError {
        case .refused(let code, let message): (code, message, CommandFailure.refused)
        case .failed(let code, let message, let detail): (code, "\(message) (\(detail))", CommandFailure.failed)
        case .cancelled: ("interrupted", "interrupted; nothing was written", CommandFailure.interrupted)
        case nil: ("failed", "\(error)", CommandFailure.failed)
        }
    }
}
