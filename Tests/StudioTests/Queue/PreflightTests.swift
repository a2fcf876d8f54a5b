import Domain
import Foundation
import Logging
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Studio

/// A check that fails tells whoever runs the server why.
struct PreflightTests {
    private final class Lines: LogHandler, @unchecked Sendable {
        let told = Mutex<[String]>([])
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            told.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }

    @Test func `one that took too long is told as that, and not as an engine that is gone`() async throws {
        let engine = ScriptedEngine(
            refusing: .failed(code: "check_timed_out", message: "The check timed out.", detail: "after 20 s"))
        let house = try TestHouse(engine: engine)
        let account = try await house.store.someone().id
        let preflight = Preflight(
            store: house.store, blobs: house.blobs, home: house.home, logger: Logger(label: "test"),
            newID: sampleIDs, now: { .now() })

        await #expect(throws: StudioError.checkTimedOut) {
            _ = try await preflight.estimate(
                engine, kind: .animateMove, mode: .standard, inputs: GenerationTask.Inputs(items: []), text: nil,
                for: account, pair: nil, fingerprint: "")
        }
    }

    @Test func `code, reason and detail stand in the log`() async throws {
        let engine = ScriptedEngine(
            refusing: .failed(code: "check_timeout", message: "The check timed out.", detail: "after 30 s"))
        let house = try TestHouse(engine: engine)
        let account = try await house.store.someone().id
        let lines = Lines()
        let preflight = Preflight(
            store: house.store, blobs: house.blobs, home: house.home, logger: Logger(label: "test") { _ in lines },
            newID: sampleIDs, now: { .now() })

        await #expect(throws: StudioError.self) {
            _ = try await preflight.estimate(
                engine, kind: .animateMove, mode: .standard, inputs: GenerationTask.Inputs(items: []), text: nil,
                for: account, pair: nil, fingerprint: "")
        }

        let line = try #require(lines.told.withLock { $0.first })
        #expect(line.hasPrefix("warning an engine could not check the files of a task"))
        for part in ["builtin", "check_timeout", "The check timed out.", "after 30 s"] {
            #expect(line.contains(part), "\(line)")
        }
    }
}
