import Domain
import Foundation
import GRDB
import Glibc

/// Puts a backup back. The home changes at the very end, in a few renames, once every byte has been checked; whenever it
/// is cut short, nothing is lost and it can be run again.
package struct BackupRestore: Sendable {
    package struct Report: Equatable, Sendable {
        package let manifest: BackupManifest
        /// Media that came out of the archive.
        package internal(set) var unpacked = 0
        /// Media that were in the home already.
        package internal(set) var present = 0
        /// Media that are in neither; they may be in a mirror.
        package internal(set) var missing: [BlobHash] = []
        package internal(set) var missingBytes: Int64 = 0
        /// Where the home's former database is now.
        package internal(set) var formerDatabase: String?
    }

    private let home: Home
    private let blobs: BlobStore
    private let migrations: String
    /// It may take hours, and a server may be running.
    private let io = BlockingIO(threads: 1)

    /// - Parameter migrations: the folder of the numbered SQL files, `data/migrations`.
    package init(home: Home, blobs: BlobStore, migrations: String) {
        self.home = home
        self.blobs = blobs
        self.migrations = migrations
    }

    private var stage: String { home.path + "/restore" }

    /// - Parameters:
    ///   - replacing: whether a database that the home has may be moved aside.
    ///   - lock: of the home.
    /// - Throws: ``BackupError``, ``StoreError/full``, ``DiskError``.
    package func run(
        _ origin: BackupOrigin, passphrase: String?, replacing: Bool, at moment: Timestamp, lock: HomeLock
    ) async throws -> Report {
        // Held here alone, so that it is free when this returns.
        defer { withExtendedLifetime(lock) {} }
        return try await io.run {
            try restore(origin, passphrase: passphrase, replacing: replacing, at: moment)
        }
    }

    /// What a restore would bring and what is missing; nothing in the home is changed.
    /// - Parameter folder: for a copy of the database; removed afterwards.
    package func rehearse(_ origin: BackupOrigin, passphrase: String?, in folder: String) async throws -> Report {
        try await io.run {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let reader = try self.reader(origin, passphrase)
            let stage = try RestoreStage(folder)
            try reader.read(to: stage)
            let copy = try self.checked(stage, origin.name)
            return try self.report(reader.manifest, copy, unpacked: stage.seen)
        }
    }

    private func restore(
        _ origin: BackupOrigin, passphrase: String?, replacing: Bool, at moment: Timestamp
    ) throws -> Report {
        let isEmpty = try Disk.sizeBytes(home.database) == nil
        guard isEmpty || replacing else {
            throw BackupError(
                "\(home.path) has a database already. Restore into another home, or add --replace to move that "
                    + "database aside.")
        }
        let reader = try reader(origin, passphrase)
        try requireRoom(for: reader.manifest)
        try? FileManager.default.removeItem(atPath: stage)
        defer { try? FileManager.default.removeItem(atPath: stage) }
        let stage = try RestoreStage(stage, adoptingInto: blobs)
        try reader.read(to: stage)
        let copy = try checked(stage, origin.name)
        var report = try report(reader.manifest, copy, unpacked: stage.seen)
        try copy.close()
        if !isEmpty { report.formerDatabase = try moveAside(at: moment, secretsToo: report.manifest.holdsSecrets) }
        try stage.place(in: home)
        try home.mark(copy.identity)
        guard rename(stage.database, home.database) == 0 else { throw Disk.error("rename", stage.database) }
        try Disk.sync(home.path)
        return report
    }

    /// - Throws: for a backup that this version cannot use.
    private func reader(_ origin: BackupOrigin, _ passphrase: String?) throws -> BackupReader {
        let reader = try BackupReader(origin, passphrase: passphrase)
        if let newer = try Migrations(folder: migrations).unknown(among: reader.manifest.migrations).first {
            throw BackupError(
                "\(origin.name) was made by a newer version of Greenroom, \(reader.manifest.program): this one does not know "
                    + "\(newer). Restore it with that version.")
        }
        return reader
    }

    private func requireRoom(for manifest: BackupManifest) throws {
        let media = manifest.media == .packed ? manifest.blobBytes : 0
        let (wanted, isTooMuch) = manifest.databaseBytes.addingReportingOverflow(media)
        guard !isTooMuch, blobs.reserve.hasRoom(for: UInt64(wanted)) else {
            throw BackupError(
                "There is not enough room at \(home.path): the backup needs \(wanted / 1_048_576 + 1) MiB. Nothing was "
                    + "changed.")
        }
    }

    private func checked(_ stage: RestoreStage, _ path: String) throws -> DatabaseCopy {
        guard stage.hasDatabase else { throw BackupError.damaged(path, "it holds no database") }
        let copy: DatabaseCopy
        let faults: [String]
        do {
            copy = try DatabaseCopy(path: stage.database)
            faults = try copy.faults()
        } catch is DatabaseError {
            throw BackupError.damaged(path, "its database cannot be read")
        }
        if let fault = faults.first { throw BackupError.damaged(path, "of its database: \(fault)") }
        return copy
    }

    private func report(
        _ manifest: BackupManifest, _ copy: DatabaseCopy, unpacked: Set<BlobHash>
    ) throws -> Report {
        var report = Report(manifest: manifest)
        try copy.eachBlob { hash, size in
            if unpacked.contains(hash) {
                report.unpacked += 1
            } else if try Disk.sizeBytes(blobs.path(of: hash)) == size {
                report.present += 1
            } else {
                report.missing.append(hash)
                report.missingBytes += size
            }
        }
        return report
    }

    /// - Returns: where the database is now.
    private func moveAside(at moment: Timestamp, secretsToo: Bool) throws -> String {
        let folder = "\(home.path)/replaced-\(moment.rfc3339.filter { !"-:.".contains($0) })"
        try Disk.makeFolder(folder)
        let name = (home.database as NSString).lastPathComponent
        // The log first: a database beside a log of another one would be mended with it.
        for ending in ["-wal", "-shm", ""] where try Disk.sizeBytes(home.database + ending) != nil {
            guard rename(home.database + ending, "\(folder)/\(name)\(ending)") == 0 else {
                throw Disk.error("rename", home.database + ending)
            }
        }
        for secret in try secretsToo ? Disk.names(in: home.secrets) : [] {
            guard link("\(home.secrets)/\(secret)", "\(folder)/\(secret)") == 0 else {
                throw Disk.error("link", "\(home.secrets)/\(secret)")
            }
        }
        try Disk.sync(folder)
        try Disk.sync(home.path)
        return "\(folder)/\(name)"
    }
}
