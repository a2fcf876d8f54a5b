import Domain
import Hummingbird
import Studio

/// Answers with the bytes of files.
struct MediaDelivery: Sendable {
    let files: Files
    let soundness: MediaSoundness
    let addresses: MediaAddresses
    let redirects: MediaRedirects
    private let open = OpenFiles()

    init(files: Files, soundness: MediaSoundness, addresses: MediaAddresses, redirects: MediaRedirects) {
        self.redirects = redirects
        self.files = files
        self.soundness = soundness
        self.addresses = addresses
    }

    /// Bytes never change; the address of one that was deleted stays good in a browser's cache for an hour at most.
    static let cacheControl = "private, max-age=3600, immutable"

    /// - Parameters:
    ///   - title: names the download.
    ///   - isDownload: whether a browser saves it instead of showing it.
    ///   - mayRedirect: whether whoever asks may be sent to a mirror with an address that nobody can take back.
    func answer(
        with file: MediaFile, to visit: Visit, title: String, isDownload: Bool,
        cacheControl: String = Self.cacheControl, mayRedirect: Bool = false
    ) async throws -> Response {
        let fileExtension = ContentType.fileExtension(of: file.facts.container)
        let disposition =
            isDownload ? ContentDisposition.attachment(title: title, fileExtension: fileExtension) : nil
        let type = ContentType.of(file.facts)
        var answer = MediaAnswer(
            path: files.path(of: file), etag: "\"\(file.blob.hex)\"", contentType: type,
            lastModified: file.createdAt, cacheControl: cacheControl,
            disposition: disposition, kept: open, arriving: { [files] in try await files.arriving(file) },
            check: { [soundness] in try await soundness.require(file.blob) })
        if mayRedirect {
            answer.elsewhere = { [redirects] in
                try await redirects.address(of: file, type: type, disposition: disposition)
            }
        }
        return try await answer.response(to: visit.request, context: visit.context)
    }
}
