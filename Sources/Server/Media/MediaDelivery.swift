import Domain
import Hummingbird
import Studio

/// Answers with the bytes of files.
struct MediaDelivery: Sendable {
    let files: Files
    let soundness: MediaSoundness
    let addresses: MediaAddresses
    private let open = OpenFiles()

    init(files: Files, soundness: MediaSoundness, addresses: MediaAddresses) {
        self.files = files
        self.soundness = soundness
        self.addresses = addresses
    }

    /// Bytes never change; the address of one that was deleted stays good in a browser's cache for an hour at most.
    static let cacheControl = "private, max-age=3600, immutable"

    /// - Parameters:
    ///   - title: names the download.
    ///   - isDownload: whether a browser saves it instead of showing it.
    func answer(
        with file: MediaFile, to visit: Visit, title: String, isDownload: Bool, cacheControl: String = Self.cacheControl
    ) async throws -> Response {
        let fileExtension = ContentType.fileExtension(of: file.facts.container)
        let answer = MediaAnswer(
            path: files.path(of: file), etag: "\"\(file.blob.hex)\"", contentType: ContentType.of(file.facts),
            lastModified: file.createdAt, cacheControl: cacheControl,
            disposition: isDownload
                ? ContentDisposition.attachment(title: title, fileExtension: fileExtension) : nil,
            kept: open, check: { [soundness] in try await soundness.require(file.blob) })
        return try await answer.response(to: visit.request, context: visit.context)
    }
}
