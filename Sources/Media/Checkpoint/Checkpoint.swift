import Foundation
import Glibc
import Synchronization

/// Lets a job resume after its process died: files in a folder that outlives the attempt, and how much of each is
/// committed. The next attempt sees what was committed, durably on disk, and nothing that came after.
///
/// Checkpoints help the job, they are not the job: when the disk fills up or fails, writing them stops and the job continues.
package final class Checkpoint: Sendable {
    /// How much of a file is committed.
    struct Part: Codable, Equatable, Sendable {
        var bytes = 0
        var records = 0
        /// Nothing more will come.
        var isComplete = false
    }

    private struct State: Codable {
        var version = 1
        let key: String
        /// Attempts since something was last committed.
        var idleStarts = 0
        var parts: [String: Part] = [:]
    }

    private static let stateName = "checkpoint.json"
    /// After this many attempts that committed nothing, the checkpoint itself is suspected of breaking the job and dropped.
    private static let mostIdleStarts = 3
    /// Writing stops above this size, and when less than this is free on the disk; bytes.
    private static let (mostBytes, leastFree) = (8 << 30, 512 << 20)

    package let folder: String
    private let state: Mutex<State>
    private let isWriting: Atomic<Bool>

    /// Opens the checkpoint in a folder. One that was written for another key is deleted first.
    /// - Parameters:
    ///   - folder: exists, and belongs to this job alone.
    ///   - key: names everything the result depends on: inputs, parameters and the program.
    /// - Returns: nil when the folder cannot be written.
    package init?(folder: String, key: String) {
        self.folder = folder
        var found = State(key: key)
        if let data = FileManager.default.contents(atPath: folder + "/" + Self.stateName),
            let saved = try? JSONDecoder().decode(State.self, from: data), saved.version == found.version,
            saved.key == key, saved.idleStarts < Self.mostIdleStarts
        {
            found = saved
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name != Self.stateName && found.parts[name] == nil { unlink(folder + "/" + name) }
        found.idleStarts += 1
        state = Mutex(found)
        isWriting = Atomic(true)
        guard write(found) else { return nil }
    }

    /// Whether nothing has been committed yet.
    package var isEmpty: Bool { state.withLock { $0.parts.isEmpty } }

    /// A file of records, positioned after its last committed record.
    package func log(_ name: String) -> CheckpointLog? {
        guard isWriting.load(ordering: .relaxed) else { return nil }
        let part = state.withLock { $0.parts[name] ?? Part() }
        if let log = CheckpointLog(path: folder + "/" + name, name: name, committed: part) { return log }
        discard(name)
        return CheckpointLog(path: folder + "/" + name, name: name, committed: Part())
    }

    /// Commits everything appended to the log so far: it survives the process and a power cut.
    /// - Parameter isComplete: nothing more will come.
    package func commit(_ log: CheckpointLog, isComplete: Bool = false) {
        if isWriting.load(ordering: .relaxed) {
            if log.sync() {
                commit(log.name, Part(bytes: log.bytes, records: log.count, isComplete: isComplete))
            } else {
                giveUp()
            }
        }
        // Records that cannot be committed any more need not fill the disk.
        if !isWriting.load(ordering: .relaxed) { log.stop() }
    }

    /// Where a file may be written that ``commit(file:)`` then commits as a whole.
    package func path(_ name: String) -> String { folder + "/" + name }

    /// - Returns: the path of a file that was committed as a whole.
    package func file(_ name: String) -> String? {
        let path = path(name)
        guard let part = state.withLock({ $0.parts[name] }), part.isComplete, Self.size(path) == part.bytes else {
            return nil
        }
        return path
    }

    /// Commits a finished file: it survives the process and a power cut.
    package func commit(file name: String) {
        guard isWriting.load(ordering: .relaxed) else { return }
        let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return giveUp() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0, let size = Self.size(path(name)) else { return giveUp() }
        commit(name, Part(bytes: size, records: 0, isComplete: true))
    }

    /// How much is committed of a file that grows at ``path(_:)``.
    /// - Returns: bytes, and how many records they hold.
    package func draft(_ name: String) -> (bytes: Int, records: Int) {
        guard let part = state.withLock({ $0.parts[name] }) else { return (0, 0) }
        guard let size = Self.size(path(name)), size >= part.bytes else {
            discard(name)
            return (0, 0)
        }
        return (part.bytes, part.records)
    }

    /// Commits the first `bytes` of a growing file: they survive the process and a power cut.
    package func commit(draft name: String, bytes: Int, records: Int) {
        guard isWriting.load(ordering: .relaxed) else { return }
        let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fdatasync(descriptor) == 0 else { return giveUp() }
        commit(name, Part(bytes: bytes, records: records))
    }

    /// Deletes a file and forgets what was committed of it.
    package func discard(_ name: String) {
        let changed = state.withLock { state -> State in
            state.parts[name] = nil
            return state
        }
        if !write(changed) { giveUp() }
        unlink(path(name))
    }

    private func commit(_ name: String, _ part: Part) {
        let changed = state.withLock { state -> State in
            state.parts[name] = part
            state.idleStarts = 0
            return state
        }
        let bytes = changed.parts.values.reduce(0) { $0 + $1.bytes }
        if !hasRoom(bytes) || !write(changed) { giveUp() }
    }

    private func giveUp() { isWriting.store(false, ordering: .relaxed) }

    private func hasRoom(_ bytes: Int) -> Bool {
        var facts = statvfs()
        guard bytes <= Self.mostBytes, statvfs(folder, &facts) == 0 else { return false }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize) >= UInt64(Self.leastFree)
    }

    /// Replaces the state on disk atomically.
    private func write(_ state: State) -> Bool {
        guard let data = try? JSONEncoder().encode(state) else { return false }
        let (target, draft) = (path(Self.stateName), path(Self.stateName + ".new"))
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        let wrote = data.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let isSynced = wrote == data.count && fsync(descriptor) == 0
        close(descriptor)
        guard isSynced, rename(draft, target) == 0 else { return false }
        let place = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(place) }
        return place >= 0 && fsync(place) == 0
    }

    private static func size(_ path: String) -> Int? {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
    }
}
