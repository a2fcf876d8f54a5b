import Crypto
import Domain
import Foundation
import Synchronization

/// The folder of assets: which files are whole, who may change it, what an earlier attempt left. Its calls wait for the
/// disk.
final class PackFolder: Sendable {
    let path: String
    /// Only read.
    private let shipped: String?
    /// Beside the files: half-fetched wheels, parts, and what is known of the files.
    private var work: String { path + "/.packs" }

    /// What was true of a file when its bytes were last compared with the lock.
    private struct Stamp: Codable, Equatable {
        let size: Int64
        let changedAtNs: Int64
        let sha256: String
    }

    private let stamps: Mutex<[String: Stamp]>

    init(path: String, shipped: String? = nil) {
        self.path = path
        self.shipped = shipped
        let known = try? JSONDecoder().decode(
            [String: Stamp].self, from: Data(contentsOf: URL(fileURLWithPath: path + "/.packs/stamps.json")))
        stamps = Mutex(known ?? [:])
    }

    enum Condition { case missing, altered, whole }

    func condition(of file: AssetsLock.File) -> Condition {
        let own = condition(of: file, in: path)
        guard own != .whole, let shipped else { return own }
        return condition(of: file, in: shipped) == .whole ? .whole : own
    }

    private func condition(of file: AssetsLock.File, in folder: String) -> Condition {
        let place = folder + "/" + file.path
        guard let now = Self.facts(place) else { return .missing }
        guard now.size == file.size else { return .altered }
        let stamp = Stamp(size: now.size, changedAtNs: now.changedAtNs, sha256: file.sha256)
        if stamps.withLock({ $0[place] }) == stamp { return .whole }
        guard Self.sha256(of: place) == file.sha256 else { return .altered }
        note(stamp, of: place)
        return .whole
    }

    private static func facts(_ place: String) -> (size: Int64, changedAtNs: Int64)? {
        var found = stat()
        guard stat(place, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { return nil }
        return (Int64(found.st_size), Int64(found.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(found.st_mtim.tv_nsec))
    }

    /// A folder that cannot be written is read again at the next start.
    private func note(_ stamp: Stamp?, of place: String) {
        let data = stamps.withLock { stamps in
            stamps[place] = stamp
            return try? JSONEncoder().encode(stamps)
        }
        guard FileManager.default.fileExists(atPath: work) else { return }
        try? data?.write(to: URL(fileURLWithPath: work + "/stamps.json"), options: .atomic)
    }

    /// Nil when it cannot be read.
    static func sha256(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        var hash = SHA256()
        do {
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
        } catch { return nil }
        return hash.finalize().hex
    }

    /// Runs `body` while no other program changes the folder, `packaging/assets` included.
    func changing<Made>(_ body: () async throws(PackError) -> Made) async throws(PackError) -> Made {
        do {
            try FileManager.default.createDirectory(atPath: work + "/parts", withIntermediateDirectories: true)
        } catch { throw Self.fault("the folder \(path) cannot be made or written") }
        let lock = open(path + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard lock >= 0 else { throw .notWritable("the folder \(path) cannot be written") }
        defer { close(lock) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw .busy }
        return try await body()
    }

    /// Where a half-fetched wheel waits for its rest.
    func partial(_ wheel: String) -> String { work + "/" + wheel + ".part" }

    /// Where a file lies that is only needed to make another.
    func part(_ path: String) -> String { work + "/parts/" + path.replacing("/", with: "-") }

    /// Takes a file in under its name once it is on the disk and is what the lock says.
    /// - Parameter write: fills the file.
    func put(
        _ file: AssetsLock.File, isPart: Bool = false, write: (FileHandle) throws -> Void
    ) throws(PackError) {
        let fresh = work + "/fresh"
        let target = isPart ? part(file.path) : path + "/" + file.path
        do {
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            guard FileManager.default.createFile(atPath: fresh, contents: nil, attributes: [.posixPermissions: 0o644]),
                let handle = FileHandle(forWritingAtPath: fresh)
            else { throw Self.fault("\(fresh) cannot be written") }
            defer { try? handle.close() }
            try write(handle)
            try handle.synchronize()
        } catch let error as PackError {
            throw error
        } catch is WheelArchive.Broken {
            throw .altered((file.path as NSString).lastPathComponent)
        } catch {
            throw Self.fault("\(file.path) cannot be written")
        }
        guard Self.sha256(of: fresh) == file.sha256 else {
            unlink(fresh)
            throw .altered((file.path as NSString).lastPathComponent)
        }
        guard rename(fresh, target) == 0 else { throw Self.fault("\(target) cannot be written") }
        guard !isPart, let now = Self.facts(target) else { return }
        note(Stamp(size: now.size, changedAtNs: now.changedAtNs, sha256: file.sha256), of: target)
    }

    func remove(_ file: AssetsLock.File) throws(PackError) {
        guard unlink(path + "/" + file.path) == 0 || errno == ENOENT else {
            throw Self.fault("\(file.path) cannot be deleted")
        }
        note(nil, of: path + "/" + file.path)
        rmdir((path + "/" + file.path as NSString).deletingLastPathComponent)  // if it is empty now
    }

    /// Forgets parts and half-fetched wheels of these names.
    func discard(wheels: [String], parts: [String]) {
        for wheel in wheels { unlink(partial(wheel)) }
        for name in parts { unlink(part(name)) }
    }

    /// - Throws: ``PackError/storageFull`` when fewer bytes are free.
    func require(bytes: Int64) throws(PackError) {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return }
        guard Int64(facts.f_bavail) * Int64(facts.f_frsize) > bytes else { throw .storageFull }
    }

    /// What the last failed call on the disk means.
    static func fault(_ what: String) -> PackError {
        errno == ENOSPC || errno == EDQUOT ? .storageFull : .notWritable(what)
    }
}
