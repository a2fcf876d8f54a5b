import Domain
import Studio
import Synchronization

/// Signed addresses of media in answers, so that a player or a picture needs no header. Signing four of them took a
/// fifth of the time of `GET /tasks/{id}`, so they are remembered for a few seconds.
final class MediaAddresses: Sendable {
    private struct Key: Hashable {
        let file: FileID
        let view: MediaLinks.View
    }

    private struct Memory {
        var urls: [Key: String] = [:]
        /// When the first of them was signed.
        var since: ContinuousClock.Instant
    }

    private static let capacity = 8192
    private static let lifetime: Duration = .seconds(10)

    let links: MediaLinks
    private let memory = Mutex(Memory(since: .now))

    init(links: MediaLinks) { self.links = links }

    func content(_ id: FileID) -> String { url(of: id, .content) }

    /// Answers with a file name, for saving.
    func download(_ id: FileID) -> String { url(of: id, .download) }

    func thumbnail(_ id: FileID) -> String { url(of: id, .thumbnail(width: 320)) }

    func subtitles(_ id: FileID) -> String { url(of: id, .subtitles) }

    private func url(of id: FileID, _ view: MediaLinks.View) -> String {
        let key = Key(file: id, view: view)
        let now = ContinuousClock.now
        let known = memory.withLock { memory in
            if now - memory.since > Self.lifetime || memory.urls.count >= Self.capacity {
                memory.urls.removeAll(keepingCapacity: true)
                memory.since = now
            }
            return memory.urls[key]
        }
        if let known { return known }
        let url = links.url(of: id, view)
        memory.withLock { $0.urls[key] = url }
        return url
    }
}
