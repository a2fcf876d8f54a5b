import Domain
import Foundation
import Logging
import Outbound
import Sandbox
import Synchronization
import Testing

@testable import Providers

/// A stand-in on loopback, the real program that reads media, and small media of our own.
final class RemoteStage: Sendable {
    let sandbox: Sandbox
    let folder: Folder
    let web: WebClient
    let media: MediaTools
    private let reports = Mutex<[EngineReport]>([])

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(_ standIns: any StandIn...) async throws {
        sandbox = try await Sandbox.open(port: 0, standIns: standIns, logger: Self.quiet)
        folder = try Folder()
        web = WebClient(policy: .offline(standIns: [sandbox.address]) { _ in })
        media = try Self.media()
    }

    static func media() throws -> MediaTools {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "greenroom-media").path
        let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        return MediaTools(
            probe: ChildProcessProbe(program: program, environment: environment),
            converter: ChildProcessConverter(program: program, environment: environment))
    }

    var told: [EngineReport] { reports.withLock { $0 } }
    var report: @Sendable (EngineReport) -> Void {
        { report in self.reports.withLock { $0.append(report) } }
    }

    var progress: [Double] {
        told.compactMap { if case .progress(_, let progress) = $0 { progress } else { nil } }
    }

    /// A job with its folders.
    func job(
        _ kind: GenerationTask.Kind, parameters: [String: String] = ["mode": "wan-std"], inputs: [String: String] = [:]
    ) throws -> EngineJob {
        let id: TaskID = IDSource().next()
        let (output, work) = ("\(folder.path)/\(id)", "\(folder.path)/\(id)-kept")
        for path in [output, work] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        return EngineJob(
            taskID: id, kind: kind, engine: "test", parameters: parameters, inputs: inputs, outputDirectory: output,
            workDirectory: work, createdAt: Timestamp.now().rfc3339)
    }

    func picture(_ size: String = "320x240") throws -> String {
        try made("picture-\(size).png", ["-f", "lavfi", "-i", "testsrc=size=\(size)", "-frames:v", "1"])
    }

    func clip(_ size: String = "320x240", seconds: Double = 2.5) throws -> String {
        let source = "testsrc=size=\(size):rate=10:duration=\(seconds)"
        return try made("clip-\(size)-\(seconds).mp4", ["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p"])
    }

    func sound(_ name: String = "sound.mp3", seconds: Double = 12) throws -> String {
        try made(name, ["-f", "lavfi", "-i", "sine=duration=\(seconds)"])
    }

    private func made(_ name: String, _ arguments: [String]) throws -> String {
        let path = folder.path + "/" + name
        guard !FileManager.default.fileExists(atPath: path) else { return path }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffmpeg")
        process.arguments = ["-v", "error", "-nostdin"] + arguments + [path]
        try process.run()
        process.waitUntilExit()
        return path
    }
}

/// Gives the same medium whatever it is asked for.
struct SameMaker: ResultMaker {
    let path: String

    func make(_ order: StandInOrder) async throws -> String { path }
}

/// What an engine throws, as a code that a test can name.
func code(of work: () async throws(EngineError) -> Void) async -> String {
    do {
        try await work()
        return "none"
    } catch {
        switch error {
        case .refused(let code, _): return "refused \(code)"
        case .failed(let code, _, _): return "failed \(code)"
        case .unavailable: return "unavailable"
        case .uncertain: return "uncertain"
        case .cancelled: return "cancelled"
        }
    }
}
