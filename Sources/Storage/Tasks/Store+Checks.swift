import Domain
import GRDB

extension Store {
    /// Keeps what the engine's check answered about these bytes for as long as they are stored.
    package func rememberCheck(
        _ estimate: EngineEstimate, engine: String, kind: GenerationTask.Kind, mode: GenerationTask.Mode,
        imageBlob: BlobHash, videoBlob: BlobHash
    ) async throws {
        let key = EngineCheckKey(
            engine: engine, kind: kind, mode: mode, imageBlob: imageBlob, videoBlob: videoBlob)
        try await commits.write { [checks] kept in
            if kept { checks.put(estimate, for: key) }
        } _: { db in
            try db.run(EngineCheckStatement.remember, key.arguments &+ ["estimate": JSONColumn.text(estimate)]) > 0
        }
    }

    /// The remembered answer; nil when the engine has to be asked.
    package func check(
        engine: String, kind: GenerationTask.Kind, mode: GenerationTask.Mode, imageBlob: BlobHash, videoBlob: BlobHash
    ) async throws -> EngineEstimate? {
        let key = EngineCheckKey(
            engine: engine, kind: kind, mode: mode, imageBlob: imageBlob, videoBlob: videoBlob)
        return try await checks.value(for: key) {
            try await read { db in
                try db.row(EngineCheckStatement.find, key.arguments).map { try JSONColumn.value($0.get("estimate")) }
            }
        }
    }
}
