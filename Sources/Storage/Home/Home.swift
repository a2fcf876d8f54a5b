import Domain
import Foundation
import Glibc

/// The folder of everything made at run time, `GREENROOM_HOME`. Its folders are for its owner alone.
package struct Home: Sendable {
    /// Absolute, without a slash at its end.
    package let path: String

    /// Makes the folders that are missing.
    /// - Throws: ``DiskError``, ``StoreError/full``.
    package init(path: String) throws {
        self.path = URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL.path
        try FileManager.default.createDirectory(
            atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for folder in [
            secrets, media, quarantine, uploads, incoming, thumbnails, exports, work, path + "/cache", renditions,
            engineCaches,
            engines, logs,
        ] {
            try Disk.makeFolder(folder)
        }
        writeReadMe()
        try Disk.sync(self.path)
    }

    /// One that is only looked at: nothing is made.
    package init(reading path: String) {
        self.path = URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL.path
    }

    package var database: String { path + "/greenroom.db" }
    /// Held by the one server of the home: ``HomeLock``.
    package var lock: String { path + "/lock" }
    /// Which home it is. In no backup: what is restored is another home.
    var name: String { path + "/home.id" }
    package var secrets: String { path + "/secrets" }
    package var media: String { path + "/media" }
    /// Bytes that no row knows, for some days.
    package var quarantine: String { path + "/quarantine" }
    /// A file an unfinished upload, named by its id.
    package var uploads: String { path + "/uploads" }
    package var incoming: String { path + "/incoming" }
    /// A cache: `<sha256>-<width>.jpg`.
    package var thumbnails: String { path + "/thumbnails" }
    /// A cache: `<sha256>-<form>.<extension>`, for a day.
    package var renditions: String { path + "/cache/renditions" }
    package var exports: String { path + "/exports" }
    package func export(_ id: ExportID) -> String { "\(exports)/\(id).zip" }
    /// While it is written.
    package func exportDraft(_ id: ExportID) -> String { "\(exports)/\(id).part" }
    /// A folder a running task, named by its id.
    package var work: String { path + "/work" }
    /// Manifests of engines that whoever runs the server adds.
    package var engines: String { path + "/engines" }
    package var engineCaches: String { path + "/cache/engines" }
    package var logs: String { path + "/logs" }
    /// Restore points, and backups unless they go elsewhere.
    package var backups: String { path + "/backups" }
    /// What engines said about tasks: a folder an account, a file a task.
    package var taskLogs: String { logs + "/tasks" }

    /// The 32 random bytes from which every signature of this home is derived; made once, readable by its owner alone.
    /// - Throws: ``DiskError``; `EINVAL` for a key that is not 32 bytes long, which somebody must have damaged.
    package func signingKey() throws -> Data {
        let target = secrets + "/signing.key"
        if try Disk.sizeBytes(target) == nil {
            try makeSecret(target, (0..<32).map { _ in UInt8.random(in: 0 ... .max) })
        }
        let key = try Data(contentsOf: URL(fileURLWithPath: target))
        guard key.count == 32 else { throw DiskError(action: "use the signing key", path: target, code: EINVAL) }
        guard chmod(target, 0o600) == 0 else { throw Disk.error("protect", target) }
        return key
    }

    /// Either the whole file is there afterwards or none; of two that make it at once the first one's stays.
    func makeSecret(_ target: String, _ bytes: [UInt8]) throws { try makeFile(target, bytes, in: secrets) }

    func makeFile(_ target: String, _ bytes: [UInt8], in folder: String) throws {
        let draft = try draft(of: target, bytes)
        defer { unlink(draft) }
        guard link(draft, target) == 0 || errno == EEXIST else { throw Disk.error("make", target) }
        try Disk.sync(folder)
    }

    /// Puts other bytes in the place of the file's, at once.
    func replaceSecret(_ target: String, _ bytes: [UInt8]) throws { try replaceFile(target, bytes, in: secrets) }

    func replaceFile(_ target: String, _ bytes: [UInt8], in folder: String) throws {
        let draft = try draft(of: target, bytes)
        guard rename(draft, target) == 0 else { throw Disk.error("replace", target) }
        try Disk.sync(folder)
    }

    /// A durable file beside the target, for its owner alone.
    private func draft(of target: String, _ bytes: [UInt8]) throws -> String {
        let draft = "\(target).\(UInt64.random(in: 0 ... .max))"
        let descriptor = try Disk.open(draft, O_WRONLY | O_CREAT | O_EXCL)
        defer { close(descriptor) }
        try bytes.withUnsafeBytes { try Disk.write($0, to: descriptor, path: draft) }
        guard fsync(descriptor) == 0 else { throw Disk.error("sync", draft) }
        return draft
    }
}
