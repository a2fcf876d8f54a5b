import Domain
import Foundation

/// The voices of the built-in engine, told by `greenroom-media voices` in a process of its own.
package struct ChildProcessVoices: VoiceCatalog {
    private struct Listing: Decodable {
        struct Entry: Decodable {
            let id: String
            let name: String
            let language: String
            let gender: String
            let kind: String
            let pack: String?
            let installed: Bool?
            let rare: Bool?
        }

        let voices: [Entry]
    }

    private let program: String
    private let environment: [String: String]
    private let timeout: Duration
    /// Where compiled models are kept; nil leaves it to the program.
    private let cache: String?

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    package init(program: String, environment: [String: String], cache: String? = nil, timeout: Duration = .seconds(20))
    {
        self.cache = cache
        self.program = program
        self.environment = environment
        self.timeout = timeout
    }

    package func voices() async throws(EngineError) -> [Voice] {
        let child = ChildProcess(program, ["voices"], environment: environment, grace: .milliseconds(200))
        let last = LastLine()
        do {
            let ending = try await withTimeout(timeout) {
                try await child.run { last.set($0) }
            }
            guard ending.status == 0 else { throw Self.failure("status \(ending.status): \(ending.errorTail)") }
            let listing = try JSONDecoder().decode(Listing.self, from: last.get() ?? Data())
            return listing.voices.map { entry in
                Voice(
                    id: entry.id, name: entry.name, language: entry.language,
                    gender: ["male", "female"].contains(entry.gender) ? entry.gender : nil,
                    kind: entry.kind == "neural" ? "neural" : "espeak", pack: entry.pack,
                    isInstalled: entry.installed ?? true, isRare: entry.rare ?? false)
            }
        } catch let error as EngineError {
            throw error
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw Self.failure("\(error)")
        }
    }

    package func say(_ text: String, voice: String, to path: String) async throws(EngineError) {
        let folder = path + ".making"
        let files = FileManager.default
        try? files.removeItem(atPath: folder)
        defer { try? files.removeItem(atPath: folder) }
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            let job = EngineJob(
                taskID: IDSource().next(), kind: .speech, engine: "builtin",
                parameters: ["text": text, "voice": voice, "format": "mp3"], inputs: [:], outputDirectory: folder,
                cacheDirectory: cache, workDirectory: nil, gpu: nil, createdAt: Timestamp.now().rfc3339)
            let child = ChildProcess(program, ["speech"], environment: environment, isNice: true)
            let ending = try await withTimeout(.seconds(120)) {
                try await child.run(input: try JSONEncoder().encode(job)) { _ in }
            }
            guard ending.status == 0 else { throw Self.failure("status \(ending.status): \(ending.errorTail)") }
            try files.moveItem(atPath: folder + "/speech.mp3", toPath: path)
        } catch let error as EngineError {
            throw error
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw Self.failure("\(error)")
        }
    }

    private static func failure(_ detail: String) -> EngineError {
        .failed(code: "engine_unavailable", message: "The voices cannot be listed.", detail: detail)
    }
}
