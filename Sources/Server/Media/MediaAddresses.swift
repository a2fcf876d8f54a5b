import Domain
import Studio

/// Signed addresses of media in answers, so that a player or a picture needs no header.
struct MediaAddresses: Sendable {
    let links: MediaLinks

    func content(_ id: FileID) -> String { links.url(of: id, .content) }

    /// Answers with a file name, for saving.
    func download(_ id: FileID) -> String { links.url(of: id, .download) }

    func thumbnail(_ id: FileID) -> String { links.url(of: id, .thumbnail(width: 320)) }
}
