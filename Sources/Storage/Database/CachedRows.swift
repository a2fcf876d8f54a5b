import Domain
import Foundation
import GRDB

/// A finished result with its bytes and what it was made from.
package struct LibraryEntry: Equatable, Sendable {
    package var video: GeneratedVideo
    package var file: MediaFile
    /// The files may have been deleted since.
    package let inputs: GenerationTask.Inputs
    /// Of the task that made it.
    package let kind: GenerationTask.Kind
    package var placing: Placing
    /// Nil for what is not in the trash.
    package let trashedAt: Timestamp?

    package init(
        video: GeneratedVideo, file: MediaFile, inputs: GenerationTask.Inputs, kind: GenerationTask.Kind,
        placing: Placing = Placing(), trashedAt: Timestamp? = nil
    ) {
        self.video = video
        self.file = file
        self.inputs = inputs
        self.kind = kind
        self.placing = placing
        self.trashedAt = trashedAt
    }
}

/// A key with the SHA-256 of its text, 32 bytes.
package struct StoredAPIKey: Equatable, Sendable {
    package let key: APIKey
    package let hash: Data
}

/// What an engine's check depends on.
struct EngineCheckKey: Hashable, Sendable {
    let engine: String
    let kind: GenerationTask.Kind
    let mode: GenerationTask.Mode
    let imageBlob: BlobHash
    let videoBlob: BlobHash

    var arguments: StatementArguments {
        ["engine": engine, "kind": kind, "mode": mode, "imageBlob": imageBlob, "videoBlob": videoBlob]
    }
}
