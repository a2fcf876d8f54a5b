import Domain

/// How much may be brought in.
package struct UploadLimits: Sendable {
    package var imageBytes: Int64 = 50 << 20
    package var audioBytes: Int64 = 500 << 20
    package var videoBytes: Int64 = 5 << 30
    /// Of one account's files together, results included.
    package var accountBytes: Int64 = 50 << 30
    /// Resumable uploads of one account that are under way.
    package var openUploads = 100

    package init() {}

    /// - Parameter kind: nil when it is not known yet: what any kind may have.
    package func bytes(of kind: MediaFile.Kind?) -> Int64 {
        switch kind {
        case .image: imageBytes
        case .audio: audioBytes
        case .video: videoBytes
        case nil: max(imageBytes, audioBytes, videoBytes)
        }
    }
}
