import Domain
import Synchronization

/// Who writes to which upload, and how far its bytes have been hashed.
final class UploadDesk: Sendable {
    private struct State {
        var writers: [UploadID: UploadWriter] = [:]
        var progress: [UploadID: PartialFile.Progress] = [:]
        var held: Set<UploadID> = []
    }

    private let state = Mutex(State())

    func writer(of id: UploadID) -> UploadWriter? { state.withLock { $0.writers[id] } }

    /// Takes the upload for a moment in which nobody else may begin anything with it: to open it, or to complete it.
    /// - Returns: false when somebody else has it.
    func hold(_ id: UploadID) -> Bool {
        state.withLock { state in state.writers[id] == nil && state.held.insert(id).inserted }
    }

    func release(_ id: UploadID) { state.withLock { _ = $0.held.remove(id) } }

    /// Only the holder of the upload may call this.
    func enter(_ id: UploadID, _ writer: UploadWriter) { state.withLock { $0.writers[id] = writer } }

    /// - Parameter progress: nil forgets what was hashed.
    func leave(_ id: UploadID, _ writer: UploadWriter, progress: PartialFile.Progress?) {
        state.withLock { state in
            guard state.writers[id] === writer else { return }
            state.writers[id] = nil
            // Forgetting costs one reading of the file, so a bound is enough.
            if state.progress.count >= 1000 { state.progress.removeAll() }
            state.progress[id] = progress
        }
    }

    func progress(of id: UploadID) -> PartialFile.Progress? { state.withLock { $0.progress[id] } }

    func forget(_ id: UploadID) { state.withLock { $0.progress[id] = nil } }

    func isBusy(_ id: UploadID) -> Bool { state.withLock { $0.writers[id] != nil || $0.held.contains(id) } }
}
