import Domain
import Synchronization

/// Which blobs are in use, so that none of them leaves the disk, and which were used since anybody last asked.
final class BlobUses: Sendable {
    private struct State {
        var stays: [BlobHash: Int] = [:]
        var lately: Set<BlobHash> = []
        var work: [String: [BlobStay]] = [:]
    }

    private let state = Mutex(State())

    func note(_ hash: BlobHash) { state.withLock { _ = $0.lately.insert(hash) } }

    /// What was used since the last call.
    func take() -> Set<BlobHash> {
        state.withLock { state in
            defer { state.lately = [] }
            return state.lately
        }
    }

    /// - Returns: false, and does nothing, while the blob is in use or was lately.
    func unlessUsed(_ hash: BlobHash, _ body: () throws -> Bool) rethrows -> Bool {
        try state.withLock { state in
            guard state.stays[hash] == nil, !state.lately.contains(hash) else { return false }
            return try body()
        }
    }

    func hold(_ stays: [BlobStay], for work: String) { state.withLock { $0.work[work, default: []] += stays } }

    func release(_ work: String) {
        let stays = state.withLock { $0.work.removeValue(forKey: work) }
        withExtendedLifetime(stays) {}
    }

    fileprivate func begin(_ hash: BlobHash) {
        state.withLock { state in
            state.lately.insert(hash)
            state.stays[hash, default: 0] += 1
        }
    }

    fileprivate func end(_ hash: BlobHash) {
        state.withLock { state in
            let rest = (state.stays[hash] ?? 1) - 1
            state.stays[hash] = rest > 0 ? rest : nil
        }
    }
}

/// A blob that is in use: as long as somebody holds this, it does not leave the disk for a mirror's sake.
package final class BlobStay: Sendable {
    /// Where its bytes lie. Nothing is there when they are nowhere.
    package let path: String
    private let hash: BlobHash
    private let uses: BlobUses

    init(_ hash: BlobHash, at path: String, uses: BlobUses) {
        (self.hash, self.path, self.uses) = (hash, path, uses)
        uses.begin(hash)
    }

    deinit { uses.end(hash) }
}
