import Foundation
import Media

/// Pictures of one size that are reused.
///
/// Unchecked: every access holds the lock.
final class PicturePool: @unchecked Sendable {
    private let lock = NSLock()
    private var free: [Picture] = []

    func take() -> Picture? { lock.withLock { free.popLast() } }

    func give(_ picture: Picture) { lock.withLock { free.append(picture) } }
}
