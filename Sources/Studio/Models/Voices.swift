import Crypto
import Domain
import Foundation
import ServiceLifecycle
import Synchronization

/// The voices that speak without being cloned first. They are asked for once; a new voice is seen after five minutes.
/// What each sounds like is kept, and made ahead for the natural ones.
package final class Voices: Sendable {
    private static let lifetime: Duration = .seconds(300)

    private let catalog: any VoiceCatalog
    /// What a voice says when it is tried, by the first part of its language's tag.
    private let samples: [String: String]
    /// Of the previews.
    private let folder: String
    private let flights = SingleFlight<String, [Voice]>()
    private let makings = SingleFlight<String, String>()
    /// Two at a time: a preview is brief, and the machine has other work.
    private let gate = FairGate<String>(places: 2, perOwner: 1)
    private let known = Mutex<(voices: [Voice], since: ContinuousClock.Instant)?>(nil)
    private let changes: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    /// - Parameter folder: where previews are kept; made when it is missing.
    package init(catalog: any VoiceCatalog, samples: [String: String], folder: String) {
        self.catalog = catalog
        self.samples = samples
        self.folder = folder
        (changes, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What a voice says for a sample that may not be known in its language.
    private static let numbers = "1, 2, 3, 4, 5."

    /// Whether voices say just this when they are tried.
    package func isSample(_ text: String) -> Bool { text == Self.numbers || samples.values.contains(text) }

    /// What can speak has changed: they are asked for again.
    package func forget() {
        known.withLock { $0 = nil }
        bell.yield()
    }

    /// By language, then by name.
    /// - Throws: ``StudioError/unavailable(_:)``.
    package func all() async throws -> [Voice] {
        if let known = known.withLock({ $0 }), ContinuousClock.now - known.since < Self.lifetime { return known.voices }
        return try await flights.value(for: "all") { [self] in
            do throws(EngineError) {
                let voices = try await catalog.voices().sorted { ($0.language, $0.name) < ($1.language, $1.name) }
                known.withLock { $0 = (voices, .now) }
                return voices
            } catch {
                throw StudioError.unavailable("the voices cannot be listed now")
            }
        }
    }

    /// - Returns: path of an MP3 file in which the voice says a line of its language; made when there is none yet.
    /// - Throws: ``StudioError/notFound(_:)``, ``StudioError/unavailable(_:)``.
    package func preview(of id: String) async throws -> String {
        guard let voice = try await all().first(where: { $0.id == id && $0.isInstalled }) else {
            throw StudioError.notFound("voice")
        }
        return try await preview(of: voice)
    }

    /// Has a voice say something of one's own.
    /// - Parameter text: 1...``longestTry`` characters.
    /// - Returns: path of an MP3 file that is kept until ``mostTries`` others were made.
    /// - Throws: ``StudioError/notFound(_:)``, ``StudioError/invalid(field:reason:)``.
    package func preview(of id: String, saying text: String) async throws -> String {
        guard let voice = try await all().first(where: { $0.id == id && $0.isInstalled }) else {
            throw StudioError.notFound("voice")
        }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw StudioError.invalid(field: "text", reason: "must hold something to say")
        }
        let name = SHA256.hash(data: Data("\(voice.id)\n\(text)".utf8)).hex
        let path = tries + "/" + name + ".mp3"
        let refusal = StudioError.invalid(field: "text", reason: "cannot be said by this voice")
        let tried = try await made(text, by: voice, at: path, orElse: refusal)
        forgetTries(besides: tried)
        return tried
    }

    /// Characters that may be said to try a voice.
    package static let longestTry = 300
    private static let mostTries = 64
    private var tries: String { folder + "/tries" }

    private func forgetTries(besides path: String) {
        let key = URLResourceKey.contentModificationDateKey
        let files = try? FileManager.default.contentsOfDirectory(
            at: URL(fileURLWithPath: tries), includingPropertiesForKeys: [key])
        guard let files, files.count > Self.mostTries else { return }
        let dated = files.map {
            ($0, (try? $0.resourceValues(forKeys: [key]))?.contentModificationDate ?? .distantPast)
        }
        for (file, _) in dated.sorted(by: { $0.1 < $1.1 }).dropLast(Self.mostTries) where file.path != path {
            try? FileManager.default.removeItem(at: file)
        }
    }

    private func preview(of voice: Voice) async throws -> String {
        let language = voice.language.split { $0 == "-" || $0 == "_" }.first.map { $0.lowercased() } ?? ""
        // Numbers are said by every voice in its own language.
        let text = samples[language] ?? Self.numbers
        let name = voice.id.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." ? $0 : "_" }
        let path = folder + "/" + String(name) + ".mp3"
        return try await made(
            text, by: voice, at: path, orElse: .unavailable("this voice cannot be previewed right now"))
    }

    /// - Parameter failure: thrown when the voice does not say it.
    private func made(
        _ text: String, by voice: Voice, at path: String, orElse failure: StudioError
    ) async throws -> String {
        if FileManager.default.fileExists(atPath: path) { return path }
        return try await makings.value(for: path) { [self] in
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            do {
                try await gate.pass(as: voice.id) {
                    do throws(EngineError) {
                        try await catalog.say(text, voice: voice.id, to: path)
                    } catch {
                        throw failure
                    }
                }
            } catch is CancellationError {
                throw StudioError.unavailable("the server is stopping")
            }
            return path
        }
    }
}

extension Voices: Service {
    /// Makes the previews of the natural voices ahead, one after another: theirs take seconds.
    package func run() async throws {
        bell.yield()
        await cancelWhenGracefulShutdown { [self] in
            for await _ in changes {
                let natural = (try? await all())?.filter { $0.kind == "neural" && $0.isInstalled } ?? []
                for voice in natural where !Task.isCancelled { _ = try? await preview(of: voice) }
            }
        }
    }
}
