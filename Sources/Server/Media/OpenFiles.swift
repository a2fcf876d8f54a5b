import NIOCore
import NIOPosix
import Synchronization

/// Files that were asked for lately, kept open for some seconds: a player reads a medium in many small ranges, and
/// waiting for a thread to open it each time took as long as sending one.
///
/// Each event loop has its own, because a file's handle has one user at a time. What is deleted meanwhile takes room on
/// the disk until it is let go.
final class OpenFiles: Sendable {
    private struct Key: Hashable {
        let eventLoop: ObjectIdentifier
        let path: String
    }

    private static let capacity = 128
    private static let lifetime: TimeAmount = .seconds(5)

    private let kept = Mutex<[Key: OpenFile]>([:])

    /// The file, if it is open already and nobody has written into it since.
    func opened(_ path: String, on eventLoop: any EventLoop) -> OpenFile? {
        let key = Key(eventLoop: ObjectIdentifier(eventLoop), path: path)
        guard let file = kept.withLock({ $0[key] }) else { return nil }
        guard file.wasTouched else { return file }
        kept.withLock { kept in
            if kept[key] === file { kept[key] = nil }
        }
        return nil
    }

    /// - Parameters:
    ///   - path: of a file whose bytes never change.
    ///   - eventLoop: of the channel that it is sent to.
    ///   - check: asked before the file is opened; what it throws is thrown.
    /// - Returns: nil when there is no regular file at `path`.
    func file(
        at path: String, on eventLoop: any EventLoop, check: (@Sendable () async throws -> Void)? = nil
    ) async throws -> OpenFile? {
        let key = Key(eventLoop: ObjectIdentifier(eventLoop), path: path)
        if let file = opened(path, on: eventLoop) { return file }
        try await check?()
        guard let file = try await OpenFile.open(path, on: eventLoop) else { return nil }
        let isKept = kept.withLock { kept in
            guard kept.count < Self.capacity, kept[key] == nil else { return false }
            kept[key] = file
            return true
        }
        if isKept { eventLoop.scheduleTask(in: Self.lifetime) { self.letGo(file, at: key) } }
        return file
    }

    /// On an I/O thread: the last one to close a deleted file waits until its blocks are free.
    private func letGo(_ file: OpenFile, at key: Key) {
        NIOThreadPool.singleton.submit { _ in
            self.kept.withLock { kept in
                if kept[key] === file { kept[key] = nil }
            }
            withExtendedLifetime(file) {}
        }
    }
}
