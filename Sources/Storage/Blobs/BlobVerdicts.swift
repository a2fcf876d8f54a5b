import Domain
import Glibc
import Synchronization

/// Which blobs' bytes were compared with their name, and what came of it. A verdict holds for one file as long as that
/// is not touched: other bytes under the same name are judged anew.
final class BlobVerdicts: Sendable {
    /// What changes when a file is written to or replaced.
    struct Identity: Hashable, Sendable {
        let device: UInt
        let inode: UInt
        let sizeBytes: Int64
        private let seconds: Int
        private let nanoseconds: Int

        /// Nil when there is no regular file.
        init?(of path: String) {
            var facts = stat()
            guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
            (device, inode, sizeBytes) = (UInt(facts.st_dev), UInt(facts.st_ino), Int64(facts.st_size))
            (seconds, nanoseconds) = (facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec)
        }
    }

    private struct Verdict: Sendable {
        let identity: Identity
        let isSound: Bool
    }

    private static let capacity = 100_000
    private let verdicts = Mutex<[BlobHash: Verdict]>([:])

    /// Nil when the file has not been judged.
    func verdict(on hash: BlobHash, _ identity: Identity) -> Bool? {
        verdicts.withLock { verdicts in
            guard let verdict = verdicts[hash], verdict.identity == identity else { return nil }
            return verdict.isSound
        }
    }

    func note(_ hash: BlobHash, _ identity: Identity, isSound: Bool) {
        verdicts.withLock { verdicts in
            // Judging again costs time, not truth.
            if verdicts.count >= Self.capacity { verdicts.removeAll() }
            verdicts[hash] = Verdict(identity: identity, isSound: isSound)
        }
    }
}
