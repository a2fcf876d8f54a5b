import Foundation
import Glibc
import Synchronization

/// Work that outlives the process that does it: files in a folder that is kept between attempts at the same task, and how
/// much of each is finished. Whoever goes on sees what was finished, on disk, and nothing of what came after.
///
/// Keeping is a help, not the work: a disk that is full or fails ends the keeping, not the work.
package final class KeptWork: Sendable {
    /// How much of a file is finished.
    struct Part: Codable, Equatable, Sendable {
        var bytes = 0
        var records = 0
        /// Nothing more will come.
        var isWhole = false
    }

    private struct State: Codable {
        var version = 1
        let key: String
        /// How often the work was taken up since something was finished last.
        var idleStarts = 0
        var parts: [String: Part] = [:]
    }

    private static let stateName = "kept.json"
    /// So many attempts that finished nothing are taken as a sign that what was kept breaks the work.
    private static let mostIdleStarts = 3
    /// Beyond this, and with less than this left on the disk, no more is kept; bytes.
    private static let (mostBytes, leastFree) = (8 << 30, 512 << 20)

    package let folder: String
    private let state: Mutex<State>
    private let isKeeping: Atomic<Bool>

    /// Takes up the work in a folder; what was kept for another key is removed first.
    /// - Parameters:
    ///   - folder: exists, and belongs to this work alone.
    ///   - key: names all that the work depends on: what it is made of, how, and by which program.
    /// - Returns: nil when nothing can be kept there.
    package init?(folder: String, key: String) {
        self.folder = folder
        var found = State(key: key)
        if let data = FileManager.default.contents(atPath: folder + "/" + Self.stateName),
            let kept = try? JSONDecoder().decode(State.self, from: data), kept.version == found.version,
            kept.key == key, kept.idleStarts < Self.mostIdleStarts
        {
            found = kept
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name != Self.stateName && found.parts[name] == nil { unlink(folder + "/" + name) }
        found.idleStarts += 1
        state = Mutex(found)
        isKeeping = Atomic(true)
        guard write(found) else { return nil }
    }

    /// Whether nothing was finished yet.
    package var isFresh: Bool { state.withLock { $0.parts.isEmpty } }

    /// A file of records, at the end of what is finished of it.
    package func log(_ name: String) -> KeptLog? {
        guard isKeeping.load(ordering: .relaxed) else { return nil }
        let part = state.withLock { $0.parts[name] ?? Part() }
        if let log = KeptLog(path: folder + "/" + name, name: name, finished: part) { return log }
        forget(name)
        return KeptLog(path: folder + "/" + name, name: name, finished: Part())
    }

    /// What was written to the log so far is finished: it survives the process and the machine.
    /// - Parameter isWhole: nothing more will come.
    package func finish(_ log: KeptLog, isWhole: Bool = false) {
        if isKeeping.load(ordering: .relaxed) {
            if log.sync() {
                finish(log.name, Part(bytes: log.bytes, records: log.count, isWhole: isWhole))
            } else {
                giveUp()
            }
        }
        // What nobody will go on with need not fill the disk.
        if !isKeeping.load(ordering: .relaxed) { log.stop() }
    }

    /// Where a file may be made that ``finish(file:)`` then keeps whole.
    package func path(_ name: String) -> String { folder + "/" + name }

    /// - Returns: the path of a file that was kept whole.
    package func file(_ name: String) -> String? {
        let path = path(name)
        guard let part = state.withLock({ $0.parts[name] }), part.isWhole, Self.size(path) == part.bytes else {
            return nil
        }
        return path
    }

    /// The file of this name is made: it survives the process and the machine.
    package func finish(file name: String) {
        guard isKeeping.load(ordering: .relaxed) else { return }
        let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return giveUp() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0, let size = Self.size(path(name)) else { return giveUp() }
        finish(name, Part(bytes: size, records: 0, isWhole: true))
    }

    /// A file that somebody else writes, at ``path(_:)``, as far as it is finished.
    /// - Returns: bytes, and how many parts they hold.
    package func draft(_ name: String) -> (bytes: Int, records: Int) {
        guard let part = state.withLock({ $0.parts[name] }) else { return (0, 0) }
        guard let size = Self.size(path(name)), size >= part.bytes else {
            forget(name)
            return (0, 0)
        }
        return (part.bytes, part.records)
    }

    /// So much of the file was written: it survives the process and the machine.
    package func finish(draft name: String, bytes: Int, records: Int) {
        guard isKeeping.load(ordering: .relaxed) else { return }
        let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fdatasync(descriptor) == 0 else { return giveUp() }
        finish(name, Part(bytes: bytes, records: records))
    }

    /// Nothing is kept of this file.
    package func forget(_ name: String) {
        let kept = state.withLock { state -> State in
            state.parts[name] = nil
            return state
        }
        if !write(kept) { giveUp() }
        unlink(path(name))
    }

    private func finish(_ name: String, _ part: Part) {
        let kept = state.withLock { state -> State in
            state.parts[name] = part
            state.idleStarts = 0
            return state
        }
        let bytes = kept.parts.values.reduce(0) { $0 + $1.bytes }
        if !hasRoom(bytes) || !write(kept) { giveUp() }
    }

    private func giveUp() { isKeeping.store(false, ordering: .relaxed) }

    private func hasRoom(_ bytes: Int) -> Bool {
        var facts = statvfs()
        guard bytes <= Self.mostBytes, statvfs(folder, &facts) == 0 else { return false }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize) >= UInt64(Self.leastFree)
    }

    /// Replaces the state on disk, whole or not at all.
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
